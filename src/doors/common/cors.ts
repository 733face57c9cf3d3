import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

const PREFLIGHT_MAX_AGE_SECONDS = 7_200;

/** Header names as RFC 9110 spells tokens, in a list. */
const HEADER_LIST = /^[\w!#$%&'*+.^`|~-]+(?:\s*,\s*[\w!#$%&'*+.^`|~-]+)*$/;

export interface CorsOptions {
  /** Methods other than those browsers may always use. */
  readonly methods: string;
  /** Response headers a page's script may read. */
  readonly exposedHeaders: string;
}

/**
 * Lets pages of every origin call the routes of this plugin, as browser exporters do. The key is a header that the page
 * itself must know: no cookie counts here, and without a key the guard takes pages of this machine only. Errors carry the headers too.
 */
export function allowEveryOrigin(app: FastifyInstance, { methods, exposedHeaders }: CorsOptions): void {
  app.addHook('onRequest', async (request: FastifyRequest, reply: FastifyReply) => {
    const { origin } = request.headers;
    reply.header('vary', 'Origin');
    if (origin === undefined) return;
    reply.header('access-control-allow-origin', origin);
    reply.header('access-control-expose-headers', exposedHeaders);
    if (request.method !== 'OPTIONS') return;
    const asked = request.headers['access-control-request-headers'];
    reply.header('access-control-allow-methods', methods);
    if (asked !== undefined && HEADER_LIST.test(asked)) reply.header('access-control-allow-headers', asked);
    reply.header('access-control-max-age', PREFLIGHT_MAX_AGE_SECONDS);
  });
}
