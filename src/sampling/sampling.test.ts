import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createManualClock } from '../base/clock.ts';
import type { EnvironmentId } from '../model/ids.ts';
import { DEFAULT_RULE } from './rule.ts';
import { createSampling } from './sampling.ts';
import { createTargets } from './targets.ts';

const ENVIRONMENT = 7 as EnvironmentId;
const report = (clientId: string, requestCount = 10) => ({ ruleName: 'Default', clientId, requestCount });

describe('sampling', () => {
  it('has the Default rule, which never changed', () => {
    const clock = createManualClock(1e12);
    const sampling = createSampling({ clock });
    expect(sampling.rules(ENVIRONMENT).map(({ name }) => name)).toEqual(['Default']);
    const before = sampling.lastModified(ENVIRONMENT);
    clock.advance(60_000);
    expect(sampling.lastModified(ENVIRONMENT)).toBe(before);
    expect(sampling.report(ENVIRONMENT, { ...report('a'), ruleName: 'nope' })).toBeUndefined();
  });

  it('gives the one request a second to the first client, and to another once that one is silent', () => {
    const clock = createManualClock(1e12);
    const sampling = createSampling({ clock });
    const quotaOf = (clientId: string, environment = ENVIRONMENT) =>
      sampling.report(environment, report(clientId))?.quota.perSecond;
    expect([quotaOf('a'), quotaOf('b')]).toEqual([1, 0]);
    // Another environment has a reservoir of its own.
    expect(quotaOf('b', 8 as EnvironmentId)).toBe(1);
    clock.advance(10_000);
    expect([quotaOf('b'), quotaOf('a')]).toEqual([0, 1]);
    clock.advance(30_000);
    expect([quotaOf('b'), quotaOf('a')]).toEqual([1, 0]);
  });

  it('shares a larger reservoir by requests', () => {
    const clock = createManualClock(1e12);
    const targets = createTargets(clock);
    const rule = { ...DEFAULT_RULE, reservoirSize: 12 };
    const quotaOf = (clientId: string, requestCount: number) =>
      targets.report(ENVIRONMENT, rule, report(clientId, requestCount)).perSecond;
    expect(quotaOf('a', 100)).toBe(12);
    // All is promised; from its next report on the first keeps its share.
    expect(quotaOf('b', 50)).toBe(0);
    clock.advance(10_000);
    expect([quotaOf('a', 100), quotaOf('b', 50)]).toEqual([8, 4]);
  });

  it('never promises more than the reservoir at any time', () => {
    const step = fc.record({
      clientId: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
      requestCount: fc.nat(1_000),
      advanceMs: fc.nat(40_000),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.nat(20), (steps, reservoirSize) => {
        const clock = createManualClock(1e12);
        const targets = createTargets(clock);
        const promised = new Map<string, { perSecond: number; untilMs: number }>();
        for (const { clientId, requestCount, advanceMs } of steps) {
          clock.advance(advanceMs);
          const rule = { ...DEFAULT_RULE, reservoirSize };
          promised.set(clientId, targets.report(ENVIRONMENT, rule, report(clientId, requestCount)));
          const valid = [...promised.values()].filter(({ untilMs }) => untilMs > clock.nowMs());
          expect(valid.reduce((sum, { perSecond }) => sum + perSecond, 0)).toBeLessThanOrEqual(reservoirSize);
        }
      }),
    );
  });
});
