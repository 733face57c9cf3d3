/** One export request as OTLP JSON: a trace of a root and its children. The same input gives the same bytes. */
export interface TraceBody {
  readonly traceId: string;
  readonly spanCount: number;
  /** Start of the root, epoch milliseconds; spans last a millisecond. */
  readonly startMs: number;
  readonly service?: string;
  readonly name?: string;
  readonly attributes?: Readonly<Record<string, string>>;
}

export function otlpJson({
  traceId,
  spanCount,
  startMs,
  service = 'sender',
  name = 'root',
  attributes = {},
}: TraceBody) {
  const ns = (ms: number) => `${ms}000000`;
  const spans = Array.from({ length: spanCount }, (_, index) => ({
    traceId,
    spanId: (index + 1).toString(16).padStart(16, '0'),
    ...(index === 0 ? {} : { parentSpanId: '1'.padStart(16, '0') }),
    name: index === 0 ? name : `child ${index}`,
    kind: index === 0 ? 2 : 1,
    startTimeUnixNano: ns(startMs),
    endTimeUnixNano: ns(startMs + 1),
    attributes: Object.entries({ 'app.index': String(index), ...attributes }).map(textAttribute),
  }));
  const resource = { attributes: [textAttribute(['service.name', service])] };
  return JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ scope: { name: 'tests' }, spans }] }] });
}

function textAttribute([key, text]: readonly [string, string]) {
  return { key, value: { stringValue: text } };
}

/** Posts one request to `/v1/traces`. Rejects when the connection breaks. */
export function postTraces(
  { otlpHttp }: { readonly otlpHttp: string },
  body: string | Uint8Array<ArrayBuffer>,
  headers: Readonly<Record<string, string>>,
): Promise<Response> {
  return fetch(`${otlpHttp}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
}
