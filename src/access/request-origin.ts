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
