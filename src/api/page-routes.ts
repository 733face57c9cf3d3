import { existsSync } from 'node:fs';
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

// The build puts all of them side by side. The router has decoded the path: `..%2F` is `../` here, which would answer
// otherwise for files that exist outside, and with the page under a name that is kept for ever.
const ASSET_NAME = /^[\w-][\w.-]*$/;

/**
 * Serves the built page. Names under `/assets/` carry a hash and are kept for ever; any other path a browser navigates to
 * is a screen of the page. What else is not found answers through `notFound`.
 */
export async function registerPage(app: FastifyInstance, { directory }: { directory: string }): Promise<void> {
  const config = { access: { credential: 'none' } } as const;
  await app.register(fastifyStatic, { root: directory, serve: false, preCompressed: true, cacheControl: false });

  const sendPage = (reply: FastifyReply) =>
    reply
      .header('content-security-policy', CONTENT_SECURITY_POLICY)
      .header('cache-control', 'no-cache')
      .header('referrer-policy', 'no-referrer')
      .header('x-content-type-options', 'nosniff')
      .sendFile('index.html');

  app.get<{ Params: { '*': string } }>('/assets/*', { config }, (request, reply) => {
    const name = request.params['*'];
    const path = join('assets', name);
    if (!ASSET_NAME.test(name) || !existsSync(join(directory, path))) return reply.callNotFound();
    return reply
      .header('cache-control', 'public, max-age=31536000, immutable')
      .header('x-content-type-options', 'nosniff')
      .sendFile(path);
  });
  app.get('/', { config }, (_request, reply) => sendPage(reply));
  app.get('/*', { config }, (request, reply) => (isNavigation(request) ? sendPage(reply) : reply.callNotFound()));
}

/** A person going somewhere, not a client that lost its way: only that is answered with the page. */
function isNavigation(request: FastifyRequest): boolean {
  const path = request.url.split('?', 1)[0] ?? '';
  return !/^\/(api|v1|1|2)\//.test(path) && (request.headers.accept ?? '').includes('text/html');
}
