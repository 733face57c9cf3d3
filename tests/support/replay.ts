import aws4 from 'aws4';
import { environmentView, keyCreatedResponse } from '../../src/api/contract/index.ts';
import type { ApiClient } from './api.ts';
import type { Recorded } from './recorder.ts';
import { BOOTSTRAP, type TestServer } from './server.ts';

/** An environment with a key for each door. */
export interface TestEnvironment {
  readonly slug: string;
  readonly ingestKey: string;
  readonly rollbarToken: string;
  readonly awsKey: { readonly id: string; readonly secret: string };
}

export async function makeEnvironment(api: Pick<ApiClient, 'fetch'>, name: string): Promise<TestEnvironment> {
  const post = async (path: string, body: object): Promise<unknown> => {
    const headers = { 'content-type': 'application/json' };
    const answer = await api.fetch(`/api/ui/${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    if (answer.status !== 201) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
  const { slug } = environmentView.parse(await post('environments', { name }));
  const makeKey = async (kind: string) =>
    keyCreatedResponse.parse(await post(`environments/${slug}/keys`, { kind, name: kind }));
  const aws = await makeKey('aws');
  return {
    slug,
    ingestKey: (await makeKey('ingest')).secret,
    rollbarToken: (await makeKey('rollbar_project')).secret,
    awsKey: { id: aws.key.id, secret: aws.secret },
  };
}

/** Sends what was recorded once more, byte for byte, with the keys of this environment; each message is answered. */
export async function replay(
  server: TestServer,
  environment: TestEnvironment,
  recorded: readonly Recorded[],
): Promise<void> {
  for (const message of recorded) {
    const answer = await SENDERS[message.sender](server, environment, message);
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${message.sender} ${message.path}: ${answer.status} ${text}`);
  }
}

type Send = (server: TestServer, environment: TestEnvironment, message: Recorded) => Promise<Response>;

const SENDERS: Readonly<Record<Recorded['sender'], Send>> = {
  otlp: (server, { ingestKey }, { path, headers, body }) => {
    const encoding = headers['content-encoding'];
    return fetch(`${server.otlpHttp}${path}`, {
      method: 'POST',
      headers: {
        'content-type': headers['content-type'] ?? '',
        ...(encoding === undefined ? {} : { 'content-encoding': encoding }),
        'x-honeycomb-team': ingestKey,
      },
      body: new Uint8Array(body),
    });
  },
  rollbar: (server, { rollbarToken }, { path, body }) =>
    fetch(`${server.origin}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-rollbar-access-token': rollbarToken },
      // pyrollbar says the token in the body too.
      body: body.toString().replaceAll(BOOTSTRAP.rollbarToken, rollbarToken),
    }),
  xray: (server, { awsKey }, { body }) => {
    const text = body.toString();
    const document = text.slice(text.indexOf('\n') + 1);
    return putSegments(server, awsKey, [document]);
  },
};

/** Port 2000 carries no key, so documents for any environment but the first one come signed. */
function putSegments(server: TestServer, awsKey: TestEnvironment['awsKey'], documents: readonly string[]) {
  const signed = aws4.sign(
    {
      method: 'POST',
      path: '/TraceSegments',
      host: new URL(server.origin).host,
      service: 'xray',
      region: 'us-east-1',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ TraceSegmentDocuments: documents }),
    },
    { accessKeyId: awsKey.id, secretAccessKey: awsKey.secret },
  );
  const headers = Object.entries(signed.headers ?? {}).map(([name, value]) => [name, String(value)]);
  return fetch(`${server.origin}/TraceSegments`, {
    method: 'POST',
    headers: Object.fromEntries(headers.filter(([name]) => name !== 'Host' && name !== 'Content-Length')),
    body: String(signed.body),
  });
}
