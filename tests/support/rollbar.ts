import { keyCreatedResponse } from '../../src/api/contract/index.ts';
import type { ApiClient } from './api.ts';
import { BOOTSTRAP, FIRST_ENVIRONMENT, type TestServer } from './server.ts';
import { waitFor } from './wait.ts';

type Json = Readonly<Record<string, unknown>>;

/** What the tests read of an occurrence. */
export interface Instance {
  readonly id: number;
  readonly item_id: number;
  readonly data: Json & { readonly uuid: string; readonly level: string; readonly body: Json };
}

/** What the tests read of an item. */
export interface Item {
  readonly id: number;
  readonly counter: number;
  readonly title: string;
  readonly level: string;
  readonly framework: string;
  readonly platform: string;
  readonly environment: string;
  readonly total_occurrences: number;
  readonly last_occurrence_id: number;
}

/** Rollbar's own API, with a token that may do everything. */
export interface RollbarApi {
  /** As it answers; `path` begins behind `/api/1`. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
  get<T>(path: string): Promise<T>;
  items(): Promise<readonly Item[]>;
  /** Waits for the occurrence that a client gave this uuid. */
  instance(uuid: string): Promise<{ readonly item: Item; readonly instance: Instance }>;
  /** Waits for an item with this title. */
  itemTitled(title: string | RegExp): Promise<Item>;
}

export function rollbarApi({ origin }: Pick<TestServer, 'origin'>, token: string = BOOTSTRAP.rollbarToken): RollbarApi {
  const ask = (path: string, init: RequestInit = {}) =>
    fetch(`${origin}/api/1${path}`, { ...init, headers: { 'x-rollbar-access-token': token, ...init.headers } });
  const get = async <T>(path: string): Promise<T> => {
    const answer = await ask(path);
    const { err, result } = (await answer.json()) as { err: number; result: T };
    if (answer.status !== 200 || err !== 0) throw new Error(`${path} answered ${answer.status}`);
    return result;
  };
  const items = async () => (await get<{ items: Item[] }>('/items/?limit=1000')).items;
  return {
    fetch: ask,
    get,
    items,
    async instance(uuid) {
      const look = async () => ((await ask(`/item/?uuid=${uuid}`)).ok ? true : undefined);
      await waitFor(look, { what: `the occurrence ${uuid}` });
      const item = await get<Item>(`/item/?uuid=${uuid}`);
      const plain = (text: string) => text.replaceAll('-', '').toLowerCase();
      const { instances } = await get<{ instances: Instance[] }>(`/item/${item.id}/instances?limit=100`);
      const instance = instances.find(({ data }) => plain(data.uuid) === plain(uuid));
      if (!instance) throw new Error(`the occurrence ${uuid} is not among those of its item`);
      return { item, instance };
    },
    itemTitled: (title) =>
      waitFor(async () => (await items()).find((item) => isCalled(item.title, title)), {
        what: `an item called ${title}`,
      }),
  };
}

/** How often an occurrence is a row of events, and these fields of it; waited for, because the row comes last. */
export function occurrenceRow(api: Pick<ApiClient, 'query'>, occurrenceId: number, fields: readonly string[]) {
  const look = async () => {
    const [row] = await api.query({
      calculations: [{ op: 'COUNT' }],
      breakdowns: [...fields],
      filters: [{ column: 'occurrence.id', op: '=', value: occurrenceId }],
    });
    return row;
  };
  return waitFor(look, { what: `the row of the occurrence ${occurrenceId}` });
}

const isCalled = (title: string, wanted: string | RegExp) =>
  typeof wanted === 'string' ? title === wanted : wanted.test(title);

/** A new project token that may post so many items in ten minutes. */
export async function limitedToken(api: Pick<ApiClient, 'fetch'>, count: number): Promise<string> {
  const permissions = ['post_server_item', 'post_client_item'];
  const rateLimit = { windowSeconds: 600, count };
  const answer = await api.fetch(`/api/ui/environments/${FIRST_ENVIRONMENT}/keys`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ kind: 'rollbar_project', name: `limited to ${count}`, permissions, rateLimit }),
  });
  if (answer.status !== 201) throw new Error(`a limited token: ${answer.status} ${await answer.text()}`);
  return keyCreatedResponse.parse(await answer.json()).secret;
}
