import { type Child, startChild } from '../support/child.ts';
import { exporterEnvironment } from '../support/examples.ts';
import { BOOTSTRAP, startServer, type TestServer } from '../support/server.ts';
import { type Program, programPath } from './programs.ts';

export const SERVICE = 'shop';

/** A small web application that was built outside the repository: what it answers and tells stands in docs/compat/runs.md. */
export interface Shop {
  readonly process: Child;
  /** The status of an answer. */
  ask(path: string, headers?: Readonly<Record<string, string>>): Promise<number>;
  /** Resolves when everything it had to tell was sent. */
  flush(): Promise<void>;
}

export type Sdk = 'opentelemetry' | 'rollbar' | 'xray';
export const SDKS: readonly Sdk[] = ['opentelemetry', 'rollbar', 'xray'];

/** What a user exports for one SDK. */
const SETTINGS: Readonly<Record<Sdk, (server: TestServer) => Readonly<Record<string, string>>>> = {
  opentelemetry: (server) => ({
    ...exporterEnvironment(server, BOOTSTRAP.key, SERVICE),
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
    OTEL_PROPAGATORS: 'tracecontext,baggage,xray',
    OTEL_METRICS_EXPORTER: 'none',
    OTEL_LOGS_EXPORTER: 'none',
  }),
  rollbar: ({ origin }) => ({
    ROLLBAR_ACCESS_TOKEN: BOOTSTRAP.rollbarToken,
    ROLLBAR_ENDPOINT: `${origin}/api/1/item/`,
  }),
  xray: ({ xray }) => ({ AWS_XRAY_DAEMON_ADDRESS: xray, AWS_XRAY_TRACING_NAME: SERVICE }),
};

export async function startShop(
  program: Program,
  server: TestServer,
  sdks: readonly Sdk[] = SDKS,
  more: Readonly<Record<string, string>> = {},
): Promise<Shop> {
  const env = Object.assign({}, ...sdks.map((sdk) => SETTINGS[sdk](server)), more);
  const child = startChild(programPath(program), [], { env });
  const [, origin = ''] = await child.match(/listening on (http:\S+)/);
  return {
    process: child,
    ask: async (path, headers = {}) => {
      const answer = await fetch(`${origin}${path}`, { headers });
      await answer.arrayBuffer();
      return answer.status;
    },
    flush: async () => {
      const { status } = await fetch(`${origin}/flush`, { method: 'POST' });
      if (status !== 204) throw new Error(`/flush answered ${status}: ${child.stderr()}`);
    },
  };
}

export interface ShopChoice {
  readonly program: Program;
  readonly sdks: readonly Sdk[];
  /** Beside what each SDK needs. */
  readonly settings?: (
    server: TestServer,
  ) => Readonly<Record<string, string>> | Promise<Readonly<Record<string, string>>>;
}

/** With a server of its own; both are ended afterwards, whatever came of it. */
export async function withShop(
  { program, sdks, settings = () => ({}) }: ShopChoice,
  use: (both: { readonly server: TestServer; readonly shop: Shop }) => Promise<void>,
): Promise<void> {
  const server = await startServer();
  try {
    const shop = await startShop(program, server, sdks, await settings(server));
    await use({ server, shop }).finally(() => shop.process.stop());
  } finally {
    await server.close();
  }
}
