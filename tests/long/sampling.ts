import type { ApiClient } from '../support/api.ts';
import { waitFor } from '../support/wait.ts';
import { SERVICE, type Shop } from './shop.ts';

/** One a second and 5 %: that of so many within some seconds this many are sampled happens once in 10^20 times. */
export const UNSAMPLED_REQUESTS = 200;
export const SAMPLED_MAX = 60;

/** Asks until a segment says that the server's rule sampled it: the SDK fetches rules in the background. */
export async function waitForRules(api: ApiClient, shop: Shop): Promise<void> {
  const look = async () => {
    await shop.ask('/cart');
    const { traces } = await api.traces({ service: SERVICE });
    for (const { traceId } of traces) {
      const { spans } = await api.trace(traceId);
      const fields = await fieldsOf(api, traceId, spans.spanId[0] ?? '');
      if (fields['aws.xray.sampling_rule_name'] === 'Default') return true;
    }
    return undefined;
  };
  await waitFor(look, { what: 'a segment that names its rule', everyMs: 300, timeoutMs: 30_000 });
}

export async function fieldsOf(
  api: ApiClient,
  traceId: string,
  spanId: string,
): Promise<Readonly<Record<string, string>>> {
  const { spans } = await api.span(traceId, spanId);
  return Object.fromEntries((spans[0]?.fields ?? []).map(({ name, text }) => [name, text]));
}
