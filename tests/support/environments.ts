import { environmentView, keyCreatedResponse } from '../../src/api/contract/index.ts';
import type { ApiClient } from './api.ts';

/** An environment beside the first one, with a token of its project. */
export interface TestEnvironment {
  readonly slug: string;
  readonly rollbarToken: string;
}

export async function makeEnvironment(api: Pick<ApiClient, 'fetch'>, name: string): Promise<TestEnvironment> {
  const post = async (path: string, body: object): Promise<unknown> => {
    const headers = { 'content-type': 'application/json' };
    const answer = await api.fetch(`/api/ui/${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    if (answer.status !== 201) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
  const { slug } = environmentView.parse(await post('environments', { name }));
  const key = await post(`environments/${slug}/keys`, { kind: 'rollbar_project', name });
  return { slug, rollbarToken: keyCreatedResponse.parse(key).secret };
}
