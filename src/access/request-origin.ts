import type { FastifyRequest } from 'fastify';

/**
 * Whether a browser sent this from another site's page. Programs send neither header and carry no cookie of ours unless
 * they mean to. Source: OWASP Cross-Site Request Forgery Prevention Cheat Sheet (2026), "Fetch Metadata" and "Origin".
 */
export function isForeignOrigin(request: FastifyRequest): boolean {
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return true;
  const { origin } = request.headers;
  if (origin === undefined) return false;
  // Behind a trusted proxy `host` and `protocol` are what the browser saw.
  return origin !== `${request.protocol}://${request.host}`;
}
