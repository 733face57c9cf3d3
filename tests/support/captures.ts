import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Inflater } from '../../src/base/inflate.ts';
import { mediaType, readContentEncoding } from '../../src/doors/common/body.ts';
import type { OtlpEncoding } from '../../src/doors/otlp/decode.ts';
import { OTLP_SIGNALS, type OtlpSignal, signalPath } from '../../src/doors/otlp/signals.ts';
import { ROOT } from './repository.ts';

const FOLDER = `${ROOT}/tests/fixtures/otlp`;

/** One request as a real SDK sent it. */
export interface Capture {
  /** `opentelemetry-go-1.47.0/web-app-gzip` */
  readonly name: string;
  readonly signal: OtlpSignal;
  readonly encoding: OtlpEncoding;
  readonly headers: Readonly<Record<string, string>>;
  /** As sent. */
  readonly body: Buffer;
}

interface Meta {
  readonly request: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Every folder `<sdk>-<version>/<case>` below tests/fixtures/otlp, in one order. */
export function readCaptures(): readonly Capture[] {
  const folders = readdirSync(FOLDER).flatMap((sdk) => readdirSync(join(FOLDER, sdk)).map((name) => `${sdk}/${name}`));
  return folders
    .filter((name) => !name.endsWith('.json'))
    .sort()
    .map(readCapture);
}

function readCapture(name: string): Capture {
  const meta = JSON.parse(readFileSync(join(FOLDER, name, 'meta.json'), 'utf8')) as Meta;
  const path = meta.request.split(' ')[1];
  const signal = OTLP_SIGNALS.find((each) => signalPath(each) === path);
  if (!signal) throw new Error(`${name}: ${meta.request} is no export`);
  const encoding = mediaType(meta.headers['content-type']) === 'application/json' ? 'json' : 'protobuf';
  return { name, signal, encoding, headers: meta.headers, body: readFileSync(join(FOLDER, name, meta.body)) };
}

/** The body as it was before the SDK compressed it. */
export async function inflateCapture(inflater: Inflater, { name, headers, body }: Capture): Promise<Uint8Array> {
  const compression = readContentEncoding(headers['content-encoding']);
  if (compression === 'none') return body;
  const inflated = await inflater.inflate(compression, body, 2 ** 20);
  if (!inflated.ok) throw new Error(`${name}: ${inflated.reason}`);
  return inflated.bytes;
}

/** Where a case's rows are written down: every encoding and compression makes the same. */
export function rowsFileOf({ name }: Capture): string {
  return join(FOLDER, `${name.replace(/(-json|-protobuf)?(-gzip|-deflate|-zstd)?$/, '')}.rows.json`);
}
