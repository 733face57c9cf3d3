import type { IncomingHttpHeaders } from 'node:http2';
import type { FastifyRequest } from 'fastify';

/**
 * Whether a browser sent this from another site's page. Programs send neither header and carry no cookie of ours unless
 * they mean to. Source: OWASP Cross-Site Request Forgery Prevention Cheat Sheet (2026), "Fetch Metadata" and "Origin".
 */
export function isForeignOrigin(
  request: Pick<FastifyRequest, 'headers' | 'protocol' | 'host'>,
  publicUrl: string | undefined,
): boolean {
  // The browser itself has compared, whatever a proxy made of Host since, and no page can set this header. `same-site`
  // is another port or a neighbouring subdomain: not ours.
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined) return site !== 'same-origin' && site !== 'none';
  // Browsers leave fetch metadata out over plain HTTP.
  const { origin } = request.headers;
  if (origin === undefined) return false;
  // Behind a trusted proxy `host` and `protocol` are what the browser saw.
  return origin !== `${request.protocol}://${request.host}` && origin !== originOf(publicUrl);
}

function originOf(url: string | undefined): string | undefined {
  return url === undefined ? undefined : new URL(url).origin;
}

const LOOPBACK_NAME = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/;

/**
 * Whether nothing in the request says that another site's page sent it: a browser on this machine reaches loopback for any
 * site, by our address (then `Origin` names the site) or by a name of its own that it points here (then `Host` does).
 */
export function isFromThisMachine(headers: IncomingHttpHeaders): boolean {
  const { origin } = headers;
  // HTTP/2 has no Host; its `:authority` is the same.
  const host = headers[':authority'] ?? headers.host ?? '';
  const originHost = origin === undefined ? undefined : URL.canParse(origin) ? new URL(origin).host : origin;
  return LOOPBACK_NAME.test(host) && (originHost === undefined || LOOPBACK_NAME.test(originHost));
}

/** A proxy on this machine makes the whole world look like loopback, but it says so. */
export function isForwarded(headers: IncomingHttpHeaders): boolean {
  return Object.keys(headers).some(
    (name) => name === 'forwarded' || name === 'via' || name === 'x-real-ip' || name.startsWith('x-forwarded-'),
  );
}
