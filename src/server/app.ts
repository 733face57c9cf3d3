import Fastify, { type FastifyInstance } from 'fastify';
import { answerUnroutable } from '../api/index.ts';

// Bodies of the page's API; a door sets its own limit on its own routes.
const BODY_BYTES_MAX = 256 * 1024;

/** The one HTTP application, mounted on every listener. It logs nothing itself: requests are counted, bugs logged at the edge. */
export function createApp({ trustProxy }: { trustProxy: readonly string[] }): FastifyInstance {
  return Fastify({
    logger: false,
    bodyLimit: BODY_BYTES_MAX,
    trustProxy: trustProxy.length > 0 ? [...trustProxy] : false,
    // Paths are case-sensitive: `/Traces` will be X-Ray's, `/traces` is the page's.
    routerOptions: { caseSensitive: true, maxParamLength: 512 },
    return503OnClosing: false,
    frameworkErrors: answerUnroutable,
  });
}
