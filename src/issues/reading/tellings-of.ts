import { createHash } from 'node:crypto';
import { hexFromBytes, isZero } from '../../base/hex.ts';
import type { EventBatch } from '../../model/event-batch.ts';
import { SPAN_ID_BYTES, TRACE_ID_BYTES } from '../../model/ids.ts';
import { generationsOf } from '../../model/semantic-names.ts';
import { readStackTrace } from '../../model/stack-trace.ts';
import type { Level, Teller, Telling, ToldException } from '../../model/telling.ts';
import type { RowTelling } from '../occurrence.ts';
import { attributesOf, type RowAttributes } from './row-attributes.ts';
import { type SpanPlaces, spanPlaces, traceIdOf } from './span-places.ts';

const IDENTITY_BYTES = 16;

/**
 * The exceptions that the span events and log records of a batch tell of: OpenTelemetry's, and X-Ray's causes, of which its
 * door makes span events.
 */
export function tellingsOf(batch: EventBatch, source: string): RowTelling[] {
  const rows = errorRows(batch);
  if (rows.length === 0) return [];
  const reader = new TellingReader(batch, source.startsWith('xray/') ? 'xray' : 'otlp');
  return rows.map((row) => reader.read(row));
}

/** Source: OpenTelemetry semantic conventions 1.44.0, "Exceptions": type or message must be there. */
function errorRows(batch: EventBatch): number[] {
  const rows: number[] = [];
  for (let row = 0; row < batch.count; row++) {
    const kind = batch.kind[row];
    if (kind !== 'span_event' && kind !== 'log_record') continue;
    const attributes = attributesOf(batch, row);
    const isException =
      attributes.text('exception.type', 'exception.stacktrace') !== '' ||
      (batch.name[row] === 'exception' && attributes.text('exception.message') !== '');
    if (isException) rows.push(row);
  }
  return rows;
}

class TellingReader {
  readonly #batch: EventBatch;
  readonly #teller: Teller;
  readonly #spans: SpanPlaces;
  /** How often the same identity was seen: two equal records of one message are two. */
  readonly #seen = new Map<string, number>();

  constructor(batch: EventBatch, teller: Teller) {
    this.#batch = batch;
    this.#teller = teller;
    this.#spans = spanPlaces(batch);
  }

  read(row: number): RowTelling {
    const batch = this.#batch;
    const attributes = attributesOf(batch, row);
    const traceId = idOrNone(batch.traceId, row, TRACE_ID_BYTES);
    const spanId = traceId && idOrNone(batch.parentId, row, SPAN_ID_BYTES);
    const [trace, span] = [traceIdOf(batch, row), spanId ? hexFromBytes(spanId) : ''];
    const chain = readChain(attributes);
    const sender = readSender(attributes);
    const [xrayId, stack] = [attributes.text('aws.xray.exception.id'), attributes.text('exception.stacktrace')];
    const telling: Telling = {
      ...readRequest(batch, this.#spans.rowsFrom(trace, span)),
      ...sender,
      teller: this.#teller,
      identity: this.#identity(
        row,
        `${trace}${span}`,
        chain[0],
        this.#teller === 'xray' ? [xrayId, stack, JSON.stringify(sender)] : [],
      ),
      uuid: '',
      timeNs: batch.timeNs[row] ?? 0n,
      level: readLevel(attributes),
      body: { kind: 'exception', chain },
      service: batch.service[row] ?? '',
      traceId,
      spanId,
    };
    return { row, telling, lineage: this.#spans.lineage(trace, span) };
  }

  /**
   * By what it says, not by its place in the message: a collector packs anew what it sends again. Of what an X-Ray document says
   * nothing is left out: when it is sent again changed, it tells something else, and the former is taken back.
   */
  #identity(row: number, place: string, exception: ToldException | undefined, rest: readonly string[]): Uint8Array {
    const batch = this.#batch;
    const said = [batch.timeNs[row], batch.service[row], exception?.type, exception?.message, ...rest].join('\0');
    const key = `${this.#teller}\0${batch.kind[row]}\0${place}\0${said}`;
    const count = this.#seen.get(key) ?? 0;
    this.#seen.set(key, count + 1);
    return createHash('sha256').update(`${key}\0${count}`).digest().subarray(0, IDENTITY_BYTES);
  }
}

function readChain(attributes: RowAttributes): [ToldException, ...ToldException[]] {
  const type = attributes.text('exception.type');
  const message = attributes.text('exception.message');
  const [caught, ...causes] = readStackTrace(attributes.text('exception.stacktrace'));
  return [
    {
      type: type === '' ? (caught?.type ?? '') : type,
      // The text of a trace has the message of an exception that was sent without one.
      message: message === '' && type === '' ? (caught?.message ?? '') : message,
      frames: caught?.frames ?? [],
    },
    ...causes,
  ];
}

/** Of the request in which it failed: the nearest span that entered the service. A client's URL is another service's. */
function readRequest(batch: EventBatch, rows: readonly number[]) {
  const entry = rows.find((row) => batch.spanKind[row] === 'server' || batch.spanKind[row] === 'consumer');
  if (entry === undefined) return { url: '', urlPath: '', context: '', userIp: '' };
  const attributes = attributesOf(batch, entry);
  const url = attributes.text(...generationsOf('url.full'));
  const path = attributes.text('url.path', 'http.target');
  return {
    url,
    urlPath: pathOf(path === '' ? url : path),
    context: attributes.text('http.route'),
    userIp: attributes.text(...generationsOf('client.address')),
  };
}

/** Of a URL, or of a path with a query; '' where there is none. */
export function pathOf(url: string): string {
  const path = url.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '').replace(/[?#].*$/s, '');
  return path === '' && url !== '' ? '/' : path;
}

function readSender(attributes: RowAttributes) {
  const sdk = attributes.text('telemetry.sdk.name');
  return {
    deploymentEnvironment: attributes.text(...generationsOf('deployment.environment.name')),
    host: attributes.text('host.name'),
    framework: '',
    platform: '',
    language: attributes.text('telemetry.sdk.language'),
    codeVersion: attributes.text('service.version'),
    person: {
      id: attributes.text('user.id', 'enduser.id'),
      name: attributes.text('user.name', 'user.full_name'),
      email: attributes.text('user.email'),
    },
    serverRoot: '',
    clientFingerprint: '',
    title: '',
    notifier: [sdk, attributes.text('telemetry.sdk.version')].filter((part) => part !== '').join(' '),
  };
}

/** Source: opentelemetry-proto logs.proto SeverityNumber. A span event has none: it is an error. */
function readLevel(attributes: RowAttributes): Level {
  const severity = attributes.integer('severity_code');
  if (severity === undefined || severity === 0) return 'error';
  if (severity >= 21) return 'critical';
  if (severity >= 17) return 'error';
  if (severity >= 13) return 'warning';
  return severity >= 9 ? 'info' : 'debug';
}

function idOrNone(ids: Uint8Array, row: number, width: number): Uint8Array | undefined {
  return isZero(ids, row * width, width) ? undefined : ids.slice(row * width, (row + 1) * width);
}
