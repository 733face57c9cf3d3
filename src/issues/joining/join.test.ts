import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawn, EVER, joinInBatches, NO_SPANS, spans, type Told, told } from './join.kit.ts';
import { joinTellings } from './join.ts';

const join = (tellings: readonly Told[], spansOf = NO_SPANS) => drawn(joinTellings(tellings, spansOf, EVER).clusters);

describe('tellings of one trace', () => {
  const inTrace = { traceId: 'aa', spanId: 's' };

  it('of three doors are one, whatever their clocks say', () => {
    expect(
      join([
        told('xray', 'a', { ...inTrace, spanId: 'x', timeMs: 9e9 }),
        told('rollbar', 'a', inTrace),
        told('otlp', 'a', { ...inTrace, spanId: 'o', timeMs: 5 }),
      ]),
    ).toEqual(['a: rollbar otlp xray']);
  });

  it('of sibling spans are two', () => {
    const spansOf = spans('one < root', 'two < root');
    const raises = ['one', 'two'].map((spanId) => told('otlp', spanId, { ...inTrace, spanId }));
    expect(join(raises, spansOf)).toEqual(['one: otlp', 'two: otlp']);
  });

  it.each([
    ['before', 0],
    ['a little before, by another clock', 950],
    ['much later', 60_000],
  ])('on a span and on one around it are one: that around it told %s', (when, timeMs) => {
    const spansOf = spans('inner < middle < outer');
    const inner = told('otlp', 'a', { ...inTrace, spanId: 'inner', timeMs: 1_000 });
    const outer = told('otlp', 'a', { ...inTrace, spanId: 'outer', timeMs });
    const isOne = when !== 'before';
    expect(join([inner, outer], spansOf)).toHaveLength(isOne ? 1 : 2);
    expect(join([outer, inner], spansOf)).toHaveLength(isOne ? 1 : 2);
  });

  it('of as many sibling spans as a job may fail on are as many, and the job’s own is of the last', () => {
    // With the square of this many the test would run out of time.
    const ids = Array.from({ length: 20_000 }, (_, index) => `s${index}`);
    const spansOf = spans(...ids.map((spanId) => `${spanId} < root`));
    const known = spansOf('aa');
    const raises = ids.map((spanId, index) => told('otlp', spanId, { ...inTrace, spanId, timeMs: index }));
    const own = told('otlp', 'root', { ...inTrace, spanId: 'root', timeMs: ids.length });
    const { clusters } = joinTellings([...raises, own], () => known, EVER);
    expect(clusters).toHaveLength(ids.length);
    expect(drawn(clusters.filter(({ length }) => length > 1))).toEqual(['root+s19999: otlp otlp']);
  }, 10_000);

  it('of two senders who tell of ten thousand raises are as many pairs', () => {
    // Every pair at once would fill the memory.
    const raises = Array.from({ length: 10_000 }, (_, index) => ({
      name: `r${index}`,
      timeMs: 1_000_000.5 + 40 * index,
    }));
    const spansOf = spans(...raises.map(({ name }) => `${name} < root`));
    const known = spansOf('aa');
    const otlp = raises.map(({ name, timeMs }) => told('otlp', name, { ...inTrace, spanId: name, timeMs }));
    const rollbar = raises.map(({ name, timeMs }) =>
      told('rollbar', name, { ...inTrace, spanId: '', timeMs: timeMs + 3 }),
    );
    const { clusters } = joinTellings([...otlp, ...rollbar], () => known, EVER);
    expect(new Set(drawn(clusters))).toEqual(new Set(raises.map(({ name }) => `${name}: rollbar otlp`)));
  }, 10_000);

  it('on a span around two raises belongs to the one that it told of', () => {
    const spansOf = spans('one < root', 'two < root');
    const at = (raise: string, spanId: string, timeMs: number) => told('otlp', raise, { ...inTrace, spanId, timeMs });
    const tellings = [at('a', 'one', 100), at('a', 'root', 110), at('b', 'two', 500), at('b', 'root', 510)];
    expect(join(tellings, spansOf)).toEqual(['a: otlp otlp', 'b: otlp otlp']);
    expect(join([...tellings].reverse(), spansOf)).toEqual(['a: otlp otlp', 'b: otlp otlp']);
  });

  it('as span event and log record of one span are one, and a raise seconds later is another', () => {
    const tellings = [0, 3, 4_000].map((timeMs) => told('otlp', timeMs < 10 ? 'a' : 'b', { ...inTrace, timeMs }));
    expect(join(tellings)).toEqual(['a: otlp otlp', 'b: otlp']);
  });

  it('of middleware that passes an error on are of the span around it', () => {
    const spansOf = spans('mine < ~handler < ~patched < server', '~error < server', '~bound < server');
    const names = ['handler', 'patched', 'mine', 'error', 'bound'];
    const tellings = names.map((spanId, index) => told('otlp', 'a', { ...inTrace, spanId, timeMs: index * 3 }));
    expect(join(tellings, spansOf)).toHaveLength(1);
  });

  it('of Rollbar are never repeats: each has its own uuid', () => {
    expect(join([told('rollbar', 'a', inTrace), told('rollbar', 'b', inTrace)])).toHaveLength(2);
  });

  it('ask for more spans only where those could show that two are one', () => {
    const tellings = ['one', 'two'].map((spanId) => told('otlp', spanId, { ...inTrace, spanId }));
    expect(joinTellings(tellings, NO_SPANS, EVER).unsureTraceIds).toEqual(['aa']);
    expect(joinTellings(tellings, spans('one < root', 'two < root'), EVER).unsureTraceIds).toEqual([]);
    expect(joinTellings(tellings.slice(1), NO_SPANS, EVER).unsureTraceIds).toEqual([]);
  });

  it('of several services that fail alike stay with their own', () => {
    const tellings = ['front', 'back'].flatMap((service, index) => [
      told('otlp', service, { ...inTrace, spanId: `o${index}`, service, timeMs: 100 }),
      told('xray', service, { ...inTrace, spanId: `x${index}`, service, timeMs: 100 - 40 * index }),
    ]);
    expect(join(tellings, spans('o0 < r', 'o1 < r', 'x0 < r', 'x1 < r'))).toEqual([
      'back: otlp xray',
      'front: otlp xray',
    ]);
  });
});

describe('tellings without a common trace', () => {
  it('are joined through one that has none', () => {
    const otlp = told('otlp', 'a', { traceId: 'aa', spanId: 'o' });
    const xray = told('xray', 'a', { traceId: 'bb', spanId: 'x' });
    expect(join([otlp, xray])).toHaveLength(2);
    expect(join([otlp, xray, told('rollbar', 'a')])).toEqual(['a: rollbar otlp xray']);
  });

  it.each([
    ['service', { service: 'front' }, { service: 'back' }],
    ['host', { host: 'web-1' }, { host: 'web-2' }],
    ['path', { urlPath: '/home' }, { urlPath: '/cart' }],
    ['time', { timeMs: 10_001 }, { timeMs: 15_001 }],
  ])('are apart where both name another %s', (_what, one, other) => {
    const traced = { traceId: 'aa', spanId: 'o' };
    expect(join([told('rollbar', 'a', one), told('otlp', 'b', { ...traced, ...other })])).toHaveLength(2);
    expect(join([told('rollbar', 'a', one), told('otlp', 'a', { ...traced, ...one })])).toHaveLength(1);
    expect(join([told('rollbar', 'a', { timeMs: 10_001 }), told('otlp', 'a', { timeMs: 15_000 })])).toHaveLength(1);
  });

  it('go to the nearest, also if it comes last', () => {
    const raise = (name: string, timeMs: number) => [
      told('rollbar', name, { timeMs }),
      told('otlp', name, { timeMs: timeMs + 3, traceId: name, spanId: 'o' }),
    ];
    const [r1, o1, r2, o2, r3, o3] = [...raise('1', 1), ...raise('2', 4_001), ...raise('3', 8_001)];
    const batches = [[r1, o2], [r2, o3], [r3], [o1]].map((batch) => batch.filter((each) => each !== undefined));
    expect(drawn(joinInBatches(batches))).toEqual(['1: rollbar otlp', '2: rollbar otlp', '3: rollbar otlp']);
  });

  it('that were joined stay so at the ends of what is at hand', () => {
    const known = told('rollbar', 'a', { timeMs: 5_000 });
    const joined = { ...told('otlp', 'b', { timeMs: 9_000, traceId: 'bb', spanId: 'o' }), canonicalId: known.id };
    const nearer = told('otlp', 'a', { timeMs: 5_002, traceId: 'aa', spanId: 'o' });
    const tellings = [{ ...known, canonicalId: known.id }, joined, nearer];
    const inRange = (fromMs: number) => drawn(joinTellings(tellings, NO_SPANS, { fromMs, toMs: 1e9 }).clusters);
    expect(inRange(-1e9)).toEqual(['a: rollbar otlp', 'b: otlp']);
    expect(inRange(0)).toEqual(['a+b: rollbar otlp', 'a: otlp']);
  });

  it('in whole seconds stand for the second that follows', () => {
    const rollbar = ['1', '2'].map((raise, index) => told('rollbar', raise, { timeMs: 7_000 + index * 1_000 }));
    const otlp = told('otlp', '1', { timeMs: 7_900, traceId: 'aa', spanId: 'o' });
    expect(join([...rollbar, otlp])).toEqual(['1: rollbar otlp', '2: rollbar']);
  });
});

describe('many raises', () => {
  /** How the tellers of one raise know of each other. */
  const SHAPES = ['one trace', 'rollbar without', 'three apart'] as const;

  interface Raise {
    readonly shape: (typeof SHAPES)[number];
    readonly gapMs: number;
    readonly jitters: readonly number[];
    readonly tellers: readonly ('rollbar' | 'otlp' | 'xray')[];
  }

  const raise = fc.record<Raise>({
    shape: fc.constantFrom(...SHAPES),
    gapMs: fc.integer({ min: 101, max: 9_000 }),
    jitters: fc.array(fc.integer({ min: 0, max: 49 }), { minLength: 3, maxLength: 3 }),
    tellers: fc.constant(['rollbar', 'otlp', 'xray'] as const),
  });

  function tellingsOf(raises: readonly Raise[]): Told[] {
    let timeMs = 1_000_000.5;
    return raises.flatMap(({ shape, gapMs, jitters, tellers }, index) => {
      timeMs += gapMs;
      const name = String(index);
      return tellers.map((teller, at) => {
        const own = shape === 'three apart' ? `${name} ${teller}` : name;
        const traceId = teller === 'rollbar' && shape !== 'one trace' ? '' : own;
        return told(teller, name, { timeMs: timeMs + (jitters[at] ?? 0), traceId, spanId: traceId && teller });
      });
    });
  }

  it('told by three, in any order and any batches, are as many occurrences, each of one raise', () => {
    const scene = fc.array(raise, { minLength: 1, maxLength: 30 }).chain((raises) => {
      const tellings = tellingsOf(raises);
      return fc.record({
        raises: fc.constant(raises),
        order: fc.shuffledSubarray(tellings, { minLength: tellings.length, maxLength: tellings.length }),
        sizes: fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 100 }),
      });
    });
    fc.assert(
      fc.property(scene, ({ raises, order, sizes }) => {
        const clusters = drawn(joinInBatches(inBatches(order, sizes)));
        expect(clusters).toEqual(raises.map((_, index) => `${index}: rollbar otlp xray`).sort());
      }),
      { numRuns: 2_000 },
    );
  });

  it('of clocks that differ take no longer than their pairs', () => {
    const rollbar = Array.from({ length: 1_500 }, (_, index) => told('rollbar', '', { timeMs: 1_000.5 + index }));
    const otlp = Array.from({ length: 500 }, (_, index) =>
      told('otlp', '', { timeMs: 2_600.5 + index, traceId: `t${index}`, spanId: 'o' }),
    );
    expect(joinInBatches([rollbar, otlp])).toHaveLength(1_500);
  }, 10_000);

  it('within five seconds, with clocks that say nothing, are still as many occurrences', () => {
    const scene = fc.integer({ min: 1, max: 60 }).chain((count) => {
      const tellings = Array.from({ length: count }, (_, index) => [
        told('rollbar', '', { timeMs: 1_000 + (index % 5) * 1_000 }),
        told('otlp', '', { timeMs: 1_000 + ((index * 7_919) % 4_999), traceId: `o${index}`, spanId: 'o' }),
        told('xray', '', { timeMs: 1_000 + ((index * 104_729) % 4_999), traceId: `x${index}`, spanId: 'x' }),
      ]).flat();
      return fc.record({
        count: fc.constant(count),
        order: fc.shuffledSubarray(tellings, { minLength: tellings.length, maxLength: tellings.length }),
        sizes: fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 200 }),
      });
    });
    fc.assert(
      fc.property(scene, ({ count, order, sizes }) => {
        expect(joinInBatches(inBatches(order, sizes))).toHaveLength(count);
      }),
      { numRuns: 100 },
    );
  });

  it('in a stream longer than that, with clocks that are seconds off, leave nobody over', () => {
    const off = fc.integer({ min: -1_200, max: 1_200 });
    const scene = fc
      .array(fc.record({ gapMs: fc.integer({ min: 1, max: 400 }), rollbarOff: off, otlpOff: off }), {
        minLength: 30,
        maxLength: 120,
      })
      .chain((raises) => {
        let timeMs = 1_000_000.5;
        const tellings = raises.flatMap(({ gapMs, rollbarOff, otlpOff }, index) => {
          timeMs += gapMs;
          return [
            told('rollbar', '', { timeMs: timeMs + rollbarOff }),
            told('otlp', '', { timeMs: timeMs + otlpOff, traceId: `o${index}`, spanId: 'o' }),
          ];
        });
        return fc.record({
          count: fc.constant(raises.length),
          order: fc.shuffledSubarray(tellings, { minLength: tellings.length, maxLength: tellings.length }),
          sizes: fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 50 }),
        });
      });
    fc.assert(
      fc.property(scene, ({ count, order, sizes }) => {
        expect(joinInBatches(inBatches(order, sizes))).toHaveLength(count);
      }),
      { numRuns: 100 },
    );
  });
});

function inBatches(tellings: readonly Told[], sizes: readonly number[]): Told[][] {
  const batches: Told[][] = [];
  for (let at = 0, index = 0; at < tellings.length; index++) {
    const size = sizes[index % sizes.length] ?? 1;
    batches.push(tellings.slice(at, at + size));
    at += size;
  }
  return batches;
}
