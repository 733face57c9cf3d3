import { describe, expect, it } from 'vitest';
import type { TellingView } from '../../src/api/contract/index.ts';
import { tracesOf } from './occurrence-traces.ts';

const telling = (teller: TellingView['teller'], traceId: string, spanId = '') =>
  ({ teller, traceId, spanId }) as TellingView;
const shown = (tellings: readonly TellingView[]) =>
  tracesOf(tellings).map(({ telling: { traceId, spanId }, words }) => [traceId, spanId, words]);

describe('the traces of an occurrence', () => {
  it('are none where no telling names one', () => {
    expect(shown([telling('rollbar', '')])).toEqual([]);
  });

  it('are one where all tell of one, at the span that is known', () => {
    const tellings = [telling('rollbar', 'a'), telling('otlp', 'a', '1'), telling('xray', 'a', '2')];
    expect(shown(tellings)).toEqual([['a', '1', 'Open its trace']]);
  });

  it('are two where X-Ray made one of its own', () => {
    const tellings = [telling('rollbar', ''), telling('otlp', 'a', '1'), telling('xray', 'b', '2')];
    expect(shown(tellings)).toEqual([
      ['a', '1', 'Open its trace'],
      ['b', '2', 'Its X-Ray trace'],
    ]);
  });
});
