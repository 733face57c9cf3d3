import { sha256Hex } from '../base/random.ts';
import { unixNsFromMs } from '../base/time.ts';
import type { Level, Teller, Telling, ToldBody } from '../model/telling.ts';

export interface ToldInTest {
  readonly atMs: number;
  /** Of an exception; without it a message. */
  readonly type?: string;
  readonly message?: string;
  readonly text?: string;
  readonly level?: Level;
  readonly teller?: Teller;
  readonly personId?: string;
  readonly deploymentEnvironment?: string;
  /** Hex. */
  readonly traceId?: string;
  readonly spanId?: string;
}

const bytes = (hex: string, length: number): Uint8Array => Buffer.from(hex.padStart(length * 2, '0'), 'hex');

/** One telling as a door would make it; another time is another telling. */
export function tellingOf(told: ToldInTest): Telling {
  const { atMs, type, message = '', text = '', level = 'error', teller = 'rollbar', personId = '' } = told;
  const body: ToldBody =
    type === undefined
      ? { kind: 'message', text }
      : { kind: 'exception', chain: [{ type, message, frames: [{ filename: 'app.py', method: type, line: 1 }] }] };
  return {
    ...{ teller, body, level, uuid: '', timeNs: unixNsFromMs(atMs), title: '' },
    identity: bytes(sha256Hex(JSON.stringify(told)).slice(0, 32), 16),
    deploymentEnvironment: told.deploymentEnvironment ?? 'production',
    ...{ service: 'web', host: 'web-1', url: 'http://127.0.0.1/home', urlPath: '/home', userIp: '', serverRoot: '' },
    traceId: told.traceId === undefined ? undefined : bytes(told.traceId, 16),
    spanId: told.spanId === undefined ? undefined : bytes(told.spanId, 8),
    ...{ context: 'home', framework: 'flask', platform: 'linux', language: 'python', codeVersion: '1.4.2' },
    person: { id: personId, name: '', email: '' },
    ...{ clientFingerprint: '', notifier: 'pyrollbar 1.5.0' },
  };
}
