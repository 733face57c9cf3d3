import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attribute, decodeBoth, traceRequest } from '../../../tests/support/otlp-decode.ts';
import { weightOfTraceState } from './trace-state-weight.ts';

describe('the weight in a tracestate', () => {
  it.each([
    ['ot=th:0', 1],
    ['ot=th:8', 2],
    ['ot=th:c', 4],
    ['ot=th:C', 4],
    ['ot=th:80000000000000', 2],
    ['ot=p:8;r:62;th:c', 4],
    ['policy=Bidder,ot=rv:abcdef01234567;th:8', 2],
    ['a=b, ot=th:8 ,c=d', 2],
    ['ot=th:8,ot=th:c', 2],
    ['ot=th:c;th:8', 4],
    ['w3c=true;th=8', 2],
    ['th=c', 4],
    ['th=c,other=v', 4],
    ['ot=th:8,th=c', 2],
    ['ot=rv:abcdef01234567,th=c', 4],
  ])('%s is %d', (traceState, weight) => {
    expect(weightOfTraceState(traceState)).toBe(weight);
  });

  it.each([
    '',
    'a=b',
    'ot=rv:abcdef01234567',
    'ot=th:',
    'ot=th:g',
    'ot=th: 8',
    'ot=th:-8',
    'ot=th:0x8',
    'ot=th:123456789abcdef',
    'ot=th:8:9',
    'tenant@ot=th:8',
    'xot=th:8',
    'ot=math:8',
    'ot=th:zz,th=c',
    'th=',
    'oth=8',
  ])('%j says nothing', (traceState) => {
    expect(weightOfTraceState(traceState)).toBeUndefined();
  });

  it('keeps its fraction', () => {
    expect(weightOfTraceState('ot=th:db6db6db6db6dc')).toBeCloseTo(7, 12);
    expect(weightOfTraceState('ot=th:4')).toBe(4 / 3);
    expect(weightOfTraceState('ot=th:fd70a3d70a3d70')).toBeCloseTo(100, 9);
  });

  it('is one over the share that was kept, between 1 and the largest rate', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 56n - 1n }), (threshold) => {
        const hex = threshold.toString(16).padStart(14, '0');
        const weight = weightOfTraceState(`ot=th:${hex}`) ?? Number.NaN;
        const exact = 1 / (1 - Number(threshold) / 2 ** 56);
        expect(weight).toBeGreaterThanOrEqual(1);
        if (exact < 1e6) expect(weight / exact).toBeCloseTo(1, 6);
        else expect(weight).toBeLessThanOrEqual(2_147_483_647);
        expect(weightOfTraceState(`ot=th:${hex.replace(/0+$/, '') || '0'}`)).toBe(weight);
      }),
    );
  });

  it('no text at all makes it crash', () => {
    const pieces = fc.constantFrom('ot=', 'th:', 'th=', 'c', '8', ';', ',', ' ', '=', ':', 'ot', 'é');
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 20 }), (parts) => {
        const weight = weightOfTraceState(parts.join(''));
        expect(weight === undefined || weight >= 1).toBe(true);
      }),
    );
  });
});

describe('the weight of a span', () => {
  const weights = (span: object, resource: object = {}) =>
    decodeBoth(traceRequest([{ traceState: 'ot=th:4', events: [{}], links: [{}], ...span }], { resource })).rows.map(
      (row) => row['weight'],
    );
  const rate = (value: number) => ({ attributes: [attribute('sampleRate', value)] });

  it('is that of its tracestate, and its events and links have it too', () => {
    expect(weights({})).toEqual([4 / 3, 4 / 3, 4 / 3]);
  });

  it('is first what an attribute says, of whatever level', () => {
    expect(weights(rate(10))).toEqual([10, 10, 10]);
    expect(weights({}, rate(5))).toEqual([5, 5, 5]);
    expect(weights(rate(0))).toEqual([1, 1, 1]);
  });

  it('is not that of a link', () => {
    const { rows } = decodeBoth(traceRequest([{ links: [{ traceState: 'ot=th:8' }] }]));
    expect(rows.map((row) => row['weight'])).toEqual([1, 1]);
  });
});
