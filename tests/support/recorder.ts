import { createSocket } from 'node:dgram';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { waitFor } from './wait.ts';

/** The SDK that told. */
export type Sender = 'otlp' | 'rollbar' | 'xray';

/** One message as an SDK sent it. */
export interface Recorded {
  readonly sender: Sender;
  /** `/v1/logs`; '' for a datagram. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** Plays the server to three SDKs at once: says yes, and keeps what it is sent. */
export interface Recorder {
  /** Of everything that speaks HTTP. */
  readonly origin: string;
  /** `127.0.0.1:12345`, for UDP and TCP. */
  readonly daemonAddress: string;
  /** Waits until what was recorded since the last call is `complete`, and forgets it. */
  take(complete: (recorded: readonly Recorded[]) => boolean): Promise<readonly Recorded[]>;
  close(): Promise<void>;
}

/** As everybody's Default rule: one request of each second, and every twentieth beyond it. */
const SAMPLING_RULE = {
  RuleName: 'Default',
  RuleARN: 'arn:aws:xray:us-east-1:000000000000:sampling-rule/Default',
  ResourceARN: '*',
  Priority: 10_000,
  FixedRate: 0.05,
  ReservoirSize: 1,
  ServiceName: '*',
  ServiceType: '*',
  Host: '*',
  HTTPMethod: '*',
  URLPath: '*',
  Version: 1,
  Attributes: {},
};

const SAMPLING_ANSWERS: Readonly<Record<string, object>> = {
  '/GetSamplingRules': { SamplingRuleRecords: [{ SamplingRule: SAMPLING_RULE, CreatedAt: 0, ModifiedAt: 1 }] },
  '/SamplingTargets': { SamplingTargetDocuments: [], LastRuleModification: 1, UnprocessedStatistics: [] },
};

function senderOf(path: string): Sender | undefined {
  if (path === '/v1/traces' || path === '/v1/logs') return 'otlp';
  return path === '/api/1/item/' ? 'rollbar' : undefined;
}

export async function startRecorder(): Promise<Recorder> {
  let recorded: Recorded[] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { url: path = '' } = request;
    const body = await buffer(request);
    const sender = senderOf(path);
    if (sender) recorded.push({ sender, path, headers: request.headers as Record<string, string>, body });
    const sampling = SAMPLING_ANSWERS[path] ?? { err: 0, result: { id: null, uuid: '' } };
    const isOtlp = path.startsWith('/v1/');
    response.writeHead(200, { 'content-type': isOtlp ? 'application/x-protobuf' : 'application/json' });
    response.end(isOtlp ? '' : JSON.stringify(sampling));
  };
  const http = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const address = http.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');
  const udp = createSocket('udp4');
  udp.on('message', (body) => recorded.push({ sender: 'xray', path: '', headers: {}, body }));
  await new Promise<void>((resolve, reject) => {
    udp.once('error', reject);
    udp.bind(address.port, '127.0.0.1', resolve);
  });
  return {
    origin: `http://127.0.0.1:${address.port}`,
    daemonAddress: `127.0.0.1:${address.port}`,
    take: async (complete) => {
      const found = await waitFor(() => (complete(recorded) ? recorded : undefined), {
        what: 'what three SDKs send',
        timeoutMs: 30_000,
      });
      recorded = [];
      return found;
    },
    close: async () => {
      await new Promise<void>((resolve) => udp.close(resolve));
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
}
