import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findTwins, type PossibleTwin } from './twins.ts';

const span = (startNs: number, endNs: number, fields: Partial<PossibleTwin> = {}): PossibleTwin => ({
  service: 'backend',
  parentId: 'aa',
  startNs: BigInt(startNs),
  endNs: BigInt(endNs),
  ...fields,
});
const twins = (segments: PossibleTwin[], spans: PossibleTwin[]) => [...findTwins(segments, spans)];

describe('twins', () => {
  it.each<[string, PossibleTwin, PossibleTwin, boolean]>([
    ['the same request', span(10, 20), span(8, 22), true],
    ['without a parent, both', span(10, 20, { parentId: '' }), span(8, 22, { parentId: '' }), true],
    ['that touch', span(10, 20), span(20, 30), true],
    ['of another time', span(10, 20), span(21, 30), false],
    ['of another service', span(10, 20), span(8, 22, { service: 'front' }), false],
    ['of another parent', span(10, 20), span(8, 22, { parentId: 'bb' }), false],
  ])('%s', (_what, segment, server, isTwin) => {
    expect(twins([segment], [server])).toEqual(isTwin ? [[0, 0]] : []);
  });

  it('pair off one to one, the longest overlap first', () => {
    const segments = [span(0, 10), span(5, 30), span(40, 41)];
    const spans = [span(6, 31), span(0, 10)];
    expect(twins(segments, spans).sort()).toEqual([
      [0, 1],
      [1, 0],
    ]);
  });

  it('are never shared, however many there are', () => {
    const any = fc.record({
      start: fc.nat(50),
      length: fc.nat(20),
      parentId: fc.constantFrom('', 'aa'),
      service: fc.constantFrom('a', 'b'),
    });
    const made = any.map(({ start, length, ...rest }) => span(start, start + length, rest));
    fc.assert(
      fc.property(fc.array(made, { maxLength: 12 }), fc.array(made, { maxLength: 12 }), (segments, spans) => {
        const found = twins(segments, spans);
        expect(new Set(found.map(([, index]) => index)).size).toBe(found.length);
        const open = segments.filter(
          (segment, at) =>
            !found.some(([index]) => index === at) &&
            spans.some(
              (other, index) => !found.some(([, taken]) => taken === index) && findTwins([segment], [other]).size > 0,
            ),
        );
        expect(open).toEqual([]);
      }),
    );
  });
});
