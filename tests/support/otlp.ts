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

export interface LogsBody {
  readonly traceId: string;
  readonly service?: string;
  readonly records: readonly {
    readonly atMs: number;
    /** Hex; left out: of no span. */
    readonly spanId?: string;
    readonly severity: number;
    /** An object is sent as a map of texts. */
    readonly body: string | Readonly<Record<string, string>>;
    readonly attributes?: Readonly<Record<string, string>>;
  }[];
}

/** One export request of log records as OTLP JSON. */
export function otlpLogsJson({ traceId, service = 'sender', records }: LogsBody) {
  const logRecords = records.map(({ atMs, spanId, severity, body, attributes = {} }) => ({
    timeUnixNano: `${atMs}000000`,
    traceId,
    ...(spanId === undefined ? {} : { spanId: spanId.padStart(16, '0') }),
    severityNumber: severity,
    body:
      typeof body === 'string'
        ? { stringValue: body }
        : { kvlistValue: { values: Object.entries(body).map(textAttribute) } },
    attributes: Object.entries(attributes).map(textAttribute),
  }));
  const resource = { attributes: [textAttribute(['service.name', service])] };
  return JSON.stringify({ resourceLogs: [{ resource, scopeLogs: [{ scope: { name: 'tests' }, logRecords }] }] });
}

/** Posts one request to `/v1/traces`. Rejects when the connection breaks. */
export function postTraces(
  to: { readonly otlpHttp: string },
  body: string | Uint8Array<ArrayBuffer>,
  headers: Readonly<Record<string, string>>,
): Promise<Response> {
  return post('traces', to, body, headers);
}

/** The same to `/v1/logs`. */
export function postLogs(
  to: { readonly otlpHttp: string },
  body: string | Uint8Array<ArrayBuffer>,
  headers: Readonly<Record<string, string>>,
): Promise<Response> {
  return post('logs', to, body, headers);
}

function post(
  signal: 'traces' | 'logs',
  { otlpHttp }: { readonly otlpHttp: string },
  body: string | Uint8Array<ArrayBuffer>,
  headers: Readonly<Record<string, string>>,
): Promise<Response> {
  return fetch(`${otlpHttp}/v1/${signal}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
}
