import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addTeam, firstRunOf, openTestAccess, type TestAccess } from '../access/access.kit.ts';
import type { EnvironmentId } from '../model/ids.ts';
import { createXRayDaemons, type DaemonCounts, type XRayDaemons } from './xray-daemons.ts';

let test: TestAccess;
let daemons: XRayDaemons;
let environment: EnvironmentId;

beforeEach(async () => {
  test = await openTestAccess();
  environment = (await firstRunOf(test)).environment.id;
  daemons = createXRayDaemons(test);
});
afterEach(() => test.control.close());

const counts = (told: Partial<DaemonCounts> = {}): DaemonCounts => ({
  received: 0,
  sent: 0,
  spilled: 0,
  rejected: 0,
  timeouts: 0,
  connectionsRefused: 0,
  http4xx: 0,
  http5xx: 0,
  unknownHosts: 0,
  otherErrors: 0,
  ...told,
});
const named = (hostname: string) => ({ hostname, resourceArn: '', instanceId: '' });

describe('X-Ray daemons', () => {
  it('are summed up by the name they give, the last heard first', async () => {
    const firstMs = test.clock.nowMs();
    await daemons.note(environment, named('a'), [
      counts({ received: 5, sent: 4 }),
      counts({ received: 1, timeouts: 2 }),
    ]);
    test.clock.advance(60_000);
    await daemons.note(environment, named('b'), [counts({ spilled: 3 })]);
    test.clock.advance(60_000);
    await daemons.note(environment, named('a'), [counts({ received: 10 })]);
    await daemons.note(environment, named('never'), []);
    const list = await daemons.list(environment);
    expect(list).toMatchObject([
      { hostname: 'a', recordCount: 3, received: 16, sent: 4, timeouts: 2, spilled: 0, firstHeardMs: firstMs },
      { hostname: 'b', recordCount: 1, spilled: 3 },
    ]);
    expect(list[0]?.lastHeardMs).toBe(firstMs + 120_000);
  });

  it('belong to one environment', async () => {
    const other = await addTeam(test, 'other');
    await daemons.note(environment, named('a'), [counts()]);
    expect(await daemons.list(other.id)).toEqual([]);
  });

  it('are a thousand at most, those heard last', async () => {
    for (let at = 0; at < 1_003; at++) {
      test.clock.advance(1);
      await daemons.note(environment, named(`host ${at}`), [counts()]);
    }
    const list = await daemons.list(environment);
    expect(list).toHaveLength(1_000);
    expect(list[0]?.hostname).toBe('host 1002');
  });
});
