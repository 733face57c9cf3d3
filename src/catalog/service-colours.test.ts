import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { firstRunOf, openTestAccess, type TestAccess } from '../access/access.kit.ts';
import { silentLog } from '../base/log.ts';
import type { EnvironmentId } from '../model/ids.ts';
import { SERIES_COUNT, SERIES_ORDER } from '../model/service-series.ts';
import { COLOURED_SERVICES_MAX, createServiceColours, type ServiceColours, withColours } from './service-colours.ts';

const names = (count: number, from = 0) => Array.from({ length: count }, (_, index) => `service-${from + index}`);

describe('the colours of services', () => {
  let test: TestAccess;
  let colours: ServiceColours;
  let environment: EnvironmentId;
  const see = async (...services: string[]) => {
    colours.see(environment, services);
    await colours.settled();
    return colours.list(environment);
  };

  beforeEach(async () => {
    test = await openTestAccess();
    environment = (await firstRunOf(test)).environment.id;
    colours = createServiceColours({ control: test.control, log: silentLog });
  });
  afterEach(() => test.control.close());

  it('are given at first sight and stay', async () => {
    const first = await see('web', 'web', 'auth');
    expect([...first.keys()].sort()).toEqual(['auth', 'web']);
    const second = await see('db', 'web');
    expect(second.get('web')).toBe(first.get('web'));
    expect(new Set(second.values()).size).toBe(3);
  });

  it('are the same for another process, and after a restart', async () => {
    const first = await see('web', 'auth');
    const another = createServiceColours({ control: test.control, log: silentLog });
    another.see(environment, ['db', 'auth', 'web']);
    await another.settled();
    const both = await colours.list(environment);
    expect([both.get('web'), both.get('auth'), both.size]).toEqual([first.get('web'), first.get('auth'), 3]);
  });

  it('take in what comes while others are being written', async () => {
    for (const name of names(30)) colours.see(environment, [name]);
    await colours.settled();
    await colours.settled();
    expect((await colours.list(environment)).size).toBe(30);
  });

  it('are of one environment', async () => {
    await see('web');
    expect((await colours.list(99 as EnvironmentId)).size).toBe(0);
  });

  it('are kept for a bounded number of names of a bounded length', async () => {
    await see('x'.repeat(201), 'nul\0', 'x'.repeat(200), '', '__proto__', "'; drop table team; --");
    expect((await colours.list(environment)).size).toBe(4);
    await see(...names(600));
    await see(...names(600, 600));
    expect((await colours.list(environment)).size).toBe(COLOURED_SERVICES_MAX);
    await see('one more');
    expect((await colours.list(environment)).has('one more')).toBe(false);
  });

  it('are tried again with the next batch when the control store failed', async () => {
    const missing = 77 as EnvironmentId;
    colours.see(missing, ['of an environment that does not exist']);
    await colours.settled();
    expect((await see('web')).size).toBe(1);
  });
});

describe('the choice of a colour', () => {
  const choose = (services: Iterable<string>, before = new Map<string, number>()) =>
    withColours(before, services, COLOURED_SERVICES_MAX);

  it('does not depend on the order in which a batch names services', () => {
    expect(choose(['b', 'a'])).toEqual(choose(['a', 'b']));
  });

  it('is the least used one: as many services as colours have one each', () => {
    expect([...SERIES_ORDER].sort((a, b) => a - b)).toEqual(
      Array.from({ length: SERIES_COUNT }, (_, index) => index + 1),
    );
    fc.assert(
      fc.property(fc.uniqueArray(fc.string(), { minLength: SERIES_COUNT, maxLength: SERIES_COUNT }), (services) => {
        expect(new Set(choose(services).values()).size).toBe(SERIES_COUNT);
      }),
    );
    expect(choose(['next'], new Map([...SERIES_ORDER].slice(1).map((series) => [`s${series}`, series])))).toEqual(
      new Map([['next', SERIES_ORDER[0]]]),
    );
  });
});
