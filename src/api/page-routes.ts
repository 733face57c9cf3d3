import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

// Everything the page needs is served from here; styles are also set by the libraries as attributes.
const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

const ASSETS = 'assets';

/**
 * Serves the built page: its assets as they are, whose names carry a hash and are kept for ever, and index.html for any other
 * path that a browser navigates to, because that is a screen of the page.
 */
export async function registerPage(app: FastifyInstance, { directory }: { directory: string }): Promise<void> {
  const config = { access: { credential: 'none' } } as const;
  await app.register(fastifyStatic, { root: directory, serve: false, preCompressed: true, cacheControl: false });
  // Listed once: what is not in the list is no file, whatever a path may spell.
  const assets = new Set(readdirSync(join(directory, ASSETS), { encoding: 'utf8' }).map((name) => `${ASSETS}/${name}`));

  app.get('/', { config }, (_request, reply) => sendPage(reply));
  app.get<{ Params: { '*': string } }>('/*', { config }, (request, reply) => {
    const path = request.params['*'];
    if (assets.has(path)) return sendAsset(reply, path);
    return isNavigation(request) ? sendPage(reply) : reply.callNotFound();
  });
}

function sendPage(reply: FastifyReply): FastifyReply {
  return reply
    .header('content-security-policy', CONTENT_SECURITY_POLICY)
    .header('cache-control', 'no-cache')
    .header('referrer-policy', 'no-referrer')
    .header('x-content-type-options', 'nosniff')
    .sendFile('index.html');
}

function sendAsset(reply: FastifyReply, path: string): FastifyReply {
  return reply
    .header('cache-control', 'public, max-age=31536000, immutable')
    .header('x-content-type-options', 'nosniff')
    .sendFile(path);
}

/** A person going somewhere, not a client that lost its way: only that is answered with the page. */
function isNavigation(request: FastifyRequest): boolean {
  const path = request.url.split('?', 1)[0] ?? '';
  return !/^\/(api|assets|v1|1|2)\//.test(path) && (request.headers.accept ?? '').includes('text/html');
}
