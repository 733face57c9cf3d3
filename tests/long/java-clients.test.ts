import { describe, expect, it } from 'vitest';
import { signIn } from '../support/api.ts';
import type { TestServer } from '../support/server.ts';
import { waitFor } from '../support/wait.ts';
import { type Forwarder, startForwarder } from './forwarder.ts';
import { SAMPLED_MAX, UNSAMPLED_REQUESTS } from './sampling.ts';
import { describeShop } from './shop.kit.ts';
import { SERVICE, withShop } from './shop.ts';

const PROGRAM = 'COMBRAY_LONG_JAVA_SHOP';

const CAUSES = [
  { type: 'java.lang.IllegalStateException', method: 'Shop.loadPrice' },
  { type: 'java.io.IOException', method: 'Shop.askPriceService' },
];

describe('aws-xray-recorder-sdk, rollbar-java and OpenTelemetry for Java', () => {
  describeShop({
    program: PROGRAM,
    titleOf: (cart) => `Shop$CartException: cart ${cart} cannot be shown`,
    chains: {
      opentelemetry: [{ type: 'Shop.CartException', method: 'Shop.showCart' }, ...CAUSES],
      rollbar: [{ type: 'Shop$CartException', method: 'Shop.showCart' }, ...CAUSES],
      xray: [{ type: 'Shop$CartException', method: 'Shop.showCart' }, ...CAUSES],
    },
  });

  it('OpenTelemetry’s sampler for X-Ray asks for rules and targets, and keeps to them', () => {
    let forwarder: Forwarder;
    const settings = async ({ xray }: TestServer) => {
      forwarder = await startForwarder(`http://${xray}`);
      return { OTEL_TRACES_SAMPLER: 'xray', OTEL_TRACES_SAMPLER_ARG: `endpoint=${forwarder.origin}` };
    };
    return withShop({ program: PROGRAM, sdks: ['opentelemetry'], settings }, async ({ server, shop }) => {
      const api = await signIn(server);
      const seenTargets = async () => {
        await shop.ask('/cart');
        return forwarder.seen.includes('POST /SamplingTargets 200') ? true : undefined;
      };
      await waitFor(seenTargets, { what: 'a request for targets', everyMs: 300, timeoutMs: 60_000 });
      expect(forwarder.seen[0]).toBe('POST /GetSamplingRules 200');
      await shop.flush();
      const traceCount = async () => (await api.traces({ service: SERVICE, limit: 500 })).traces.length;
      const before = await traceCount();
      for (let count = 0; count < UNSAMPLED_REQUESTS; count++) await shop.ask('/cart');
      await shop.flush();
      expect((await traceCount()) - before).toBeLessThan(SAMPLED_MAX);
    }).finally(() => forwarder?.close());
  });
});
