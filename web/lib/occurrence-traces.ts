import type { TellingView } from '../../src/api/contract/index.ts';

export const TELLER_WORDS: Readonly<Record<TellingView['teller'], string>> = {
  rollbar: 'Rollbar',
  otlp: 'OpenTelemetry',
  xray: 'X-Ray',
};

export interface OccurrenceTrace {
  readonly telling: TellingView;
  readonly words: string;
}

/**
 * The traces an occurrence was told of in, the richest telling's first: SDKs that do not pass on each other's headers make a
 * trace each of one request. Of several tellings of one trace the one that names a span.
 */
export function tracesOf(tellings: readonly TellingView[]): readonly OccurrenceTrace[] {
  const byTrace = new Map<string, TellingView>();
  for (const telling of tellings) {
    const known = byTrace.get(telling.traceId);
    if (telling.traceId !== '' && (!known || known.spanId === '')) byTrace.set(telling.traceId, telling);
  }
  return [...byTrace.values()].map((telling, index) => ({
    telling,
    words: index === 0 ? 'Open its trace' : `Its ${TELLER_WORDS[telling.teller]} trace`,
  }));
}
