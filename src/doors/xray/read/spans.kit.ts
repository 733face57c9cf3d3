import type { WholeSpan } from '../../../traces/index.ts';

export const START_NS = 1_790_000_000_000_000_000n;

type SpanOf = Partial<Omit<WholeSpan, 'attributes' | 'exceptions' | 'links'>> & {
  readonly attributes?: Readonly<Record<string, unknown>>;
  readonly exceptions?: readonly Readonly<Record<string, unknown>>[];
  readonly links?: readonly { readonly traceId: string; readonly spanId: string }[];
};

/** A server span of 250 ms that answers for `api`. */
export function spanOf({ attributes = {}, exceptions = [], links = [], ...fields }: SpanOf = {}): WholeSpan {
  return {
    traceId: '6a9b1200aaaaaaaaaaaaaaaaaaaaaaaa',
    spanId: '00000000000000a1',
    parentId: '00000000000000b1',
    name: 'GET /cart',
    service: 'api',
    kind: 'server',
    status: 0,
    statusMessage: '',
    startNs: START_NS,
    durationNs: 250_000_000n,
    ...fields,
    attributes: new Map(Object.entries(attributes)),
    exceptions: exceptions.map((each) => ({
      name: 'exception',
      timeNs: START_NS,
      attributes: new Map(Object.entries(each)),
    })),
    links: links.map((link) => ({ ...link, attributes: new Map() })),
  };
}
