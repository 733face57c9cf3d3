/** The three exports a client may send; `path` is where HTTP takes it, and names it in the hash of a request on every transport. */
export const OTLP_SIGNALS = ['traces', 'logs', 'metrics'] as const;
export type OtlpSignal = (typeof OTLP_SIGNALS)[number];

export function signalPath(signal: OtlpSignal): `/v1/${OtlpSignal}` {
  return `/v1/${signal}`;
}
