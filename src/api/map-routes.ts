import type { FastifyInstance } from 'fastify';
import { environmentIdOf } from '../access/index.ts';
import { NS_PER_MS, unixNsFromMs } from '../base/time.ts';
import { CombrayError } from '../model/errors.ts';
import { quantileSeconds, type RequestStatistics, type Traces } from '../traces/index.ts';
import { type MapResponse, mapQuery, type RequestFigures } from './contract/index.ts';
import { hangUpSignal } from './hang-up-signal.ts';
import { parseRequest } from './parse-request.ts';

const READ = { access: { credential: 'session', role: 'viewer', environment: 'path' } } as const;

/** The map of an environment. */
export function registerMapRoutes(app: FastifyInstance, { traces }: { traces: Traces }): void {
  app.get('/api/ui/environments/:environment/map', { config: READ }, async (request, reply): Promise<MapResponse> => {
    const { fromMs, toMs, counted } = parseRequest(mapQuery, request.query);
    if (fromMs >= toMs) throw new CombrayError('request-invalid', 'fromMs: must be before toMs');
    const filter = { fromNs: unixNsFromMs(fromMs), toNs: unixNsFromMs(toMs) + NS_PER_MS - 1n, counted };
    const map = await traces.map(environmentIdOf(request), filter, hangUpSignal(reply));
    return {
      startMs: fromMs,
      endMs: toMs,
      nodes: map.nodes.map(({ id, name, type, isInferred, roots, statistics }) => {
        return { id, name, type, isInferred, isRoot: roots !== undefined, figures: figuresOf(statistics) };
      }),
      edges: map.edges.map(({ statistics, ...ends }) => ({ ...ends, figures: figuresOf(statistics) })),
      doubledServices: [...map.doubledServices],
    };
  });
}

function figuresOf(statistics: RequestStatistics): RequestFigures {
  const { ok, error, throttle, fault } = statistics;
  const ms = (share: number) => {
    const seconds = quantileSeconds(statistics, share);
    return seconds === undefined ? null : seconds * 1000;
  };
  return { ok, error, throttle, fault, p50Ms: ms(0.5), p99Ms: ms(0.99), histogram: binsOf(statistics) };
}

/** Bins that double: 1, 2, 4 ... ms. Below a millisecond is one bin. */
function binsOf({ histogram }: RequestStatistics): RequestFigures['histogram'] {
  const counts = new Map<number, number>();
  for (const { seconds, count } of histogram) {
    const bin = seconds < 0.001 ? 0 : 1 + Math.floor(Math.log2(seconds * 1000));
    counts.set(bin, (counts.get(bin) ?? 0) + count);
  }
  const edge = (bin: number) => (bin === 0 ? 0 : 2 ** (bin - 1));
  return [...counts]
    .sort(([left], [right]) => left - right)
    .map(([bin, count]) => ({ fromMs: edge(bin), toMs: edge(bin + 1), count }));
}
