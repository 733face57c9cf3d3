import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Child, startChild } from '../support/child.ts';
import { freePort } from '../support/free-port.ts';
import { BOOTSTRAP, type TestServer } from '../support/server.ts';
import { programPath } from './programs.ts';

/** The AWS X-Ray daemon, sending to a Combray instead of AWS. */
export interface Daemon {
  readonly process: Child;
  /** What goes into AWS_XRAY_DAEMON_ADDRESS. */
  readonly address: string;
  /** SIGTERM: it sends what it holds, and what it counted. */
  close(): Promise<void>;
}

export async function startDaemon(
  { origin }: Pick<TestServer, 'origin'>,
  { secret = BOOTSTRAP.awsKey.secret }: { secret?: string } = {},
): Promise<Daemon> {
  const folder = mkdtempSync(join(tmpdir(), 'combray-daemon-'));
  const address = `127.0.0.1:${await freePort()}`;
  // Source: aws-xray-daemon 3.6.6, pkg/cfg.yaml.
  const settings = [
    'Version: 2',
    `Endpoint: "${origin}"`,
    'Region: "eu-west-1"',
    'LocalMode: true',
    'Socket:',
    `  UDPAddress: "${address}"`,
    `  TCPAddress: "${address}"`,
    'Logging:',
    '  LogLevel: "debug"',
  ];
  const path = join(folder, 'daemon.yaml');
  writeFileSync(path, settings.join('\n'));
  const child = startChild(programPath('COMBRAY_LONG_XRAY_DAEMON'), ['--config', path], {
    cwd: folder,
    env: {
      AWS_ACCESS_KEY_ID: BOOTSTRAP.awsKey.id,
      AWS_SECRET_ACCESS_KEY: secret,
      AWS_EC2_METADATA_DISABLED: 'true',
      // It would send to the loopback through it too.
      HTTPS_PROXY: '',
    },
  });
  await child.match(/Starting proxy http server/);
  return {
    process: child,
    address,
    close: async () => {
      await child.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
