import { cutUtf8 } from '../../../base/text.ts';
import { COLUMN_NAMES } from '../../../model/columns.ts';
import {
  ATTRIBUTE_BOOL,
  ATTRIBUTE_FLOAT,
  ATTRIBUTE_INT,
  ATTRIBUTE_STRING,
  type AttributeType,
  type AttributeValue,
  type EventAttribute,
} from '../../../model/event-batch.ts';
import type { RecordLimits } from '../../../model/limits.ts';
import type { Telling } from '../../../model/telling.ts';
import { fieldOf, firstText, isObject, type JsonObject, listOf, objectOf, textOf } from '../json.ts';

/** The payload keeps the whole text; this is what queries compare and group by. */
const TEXT_BYTES_MAX = 4_096;
/** As OTLP's attributes: a map found this deep is text, not more columns. */
const FLATTEN_DEPTH = 5;

/** Parts of `data` that are read from the payload and would be hundreds of columns: frames, telemetry, plug-ins. */
const LEFT_OUT: ReadonlySet<string> = new Set([
  'body',
  'attributes',
  'metadata',
  'notifier.configured_options',
  'notifier.diagnostic',
  'client.javascript.plugins',
  'server.history',
]);

/** Names that belong to columns of the row. */
const CLAIMED: ReadonlySet<string> = new Set(Object.values(COLUMN_NAMES));

/**
 * What queries see of an item: OpenTelemetry's names where it has one for the same thing, and every field of `data` by its
 * path (`person.id`, `server.host`, `custom.order.id`). Of two with one name the first counts.
 */
export function itemAttributes(data: JsonObject, telling: Telling, limits: RecordLimits) {
  const list = new AttributeList(limits);
  for (const [name, value] of Object.entries(semanticNames(data, telling))) if (value !== '') list.add(name, value);
  for (const entry of listOf(data.attributes)) if (isObject(entry)) list.add(textOf(entry.key), entry.value);
  list.addFields('', data, 0);
  const body = objectOf(data.body);
  const { body: _text, ...message } = objectOf(body.message);
  list.addFields('body.message', message, 0);
  const { exception, extra } = objectOf(body.trace ?? listOf(body.trace_chain)[0]);
  const { message: text, description } = objectOf(exception);
  if (description !== text) list.add('body.trace.exception.description', firstText(description) || null);
  list.addExtra('body.trace.extra', extra, data.custom);
  list.addExtra('body.extra', body.extra, data.custom);
  return list;
}

/** Source: OpenTelemetry semantic conventions 1.44.0, attribute registry. */
function semanticNames(data: JsonObject, telling: Telling): Readonly<Record<string, unknown>> {
  const request = objectOf(data.request);
  const [first] = telling.body.kind === 'exception' ? telling.body.chain : [];
  return {
    level: telling.level,
    'exception.type': first?.type ?? '',
    'exception.message': first?.message ?? '',
    message: telling.body.kind === 'message' ? telling.body.text : '',
    'deployment.environment.name': telling.deploymentEnvironment,
    'service.version': telling.codeVersion,
    'host.name': telling.host,
    'process.pid': objectOf(data.server).pid ?? '',
    'url.full': telling.url,
    'url.path': telling.urlPath,
    'http.request.method': textOf(request.method),
    'user_agent.original': firstText(
      fieldOf(objectOf(request.headers), 'user-agent'),
      objectOf(objectOf(data.client).javascript).browser,
    ),
    'client.address': telling.userIp,
    'user.id': telling.person.id,
    'user.name': telling.person.name,
    'user.email': telling.person.email,
    'telemetry.sdk.name': telling.notifier,
    uuid: telling.uuid,
  };
}

class AttributeList {
  readonly entries: EventAttribute[] = [];
  /** Whether a name, a text or the list itself was cut. */
  isCut = false;
  readonly #limits: RecordLimits;
  readonly #names = new Set(CLAIMED);

  constructor(limits: RecordLimits) {
    this.#limits = limits;
  }

  addFields(path: string, fields: JsonObject, depth: number): void {
    for (const [name, value] of Object.entries(fields)) {
      const at = path === '' ? name : `${path}.${name}`;
      if (LEFT_OUT.has(at)) continue;
      if (isObject(value) && depth < FLATTEN_DEPTH) this.addFields(at, value, depth + 1);
      else this.add(at, value);
    }
  }

  /** Custom data that rollbar-gem puts beside the exception and rollbar-php beside the body; what a page puts there is a copy. */
  addExtra(path: string, extra: unknown, custom: unknown): void {
    if (isObject(extra) && JSON.stringify(extra) !== JSON.stringify(custom)) this.addFields(path, extra, 0);
  }

  add(sentName: string, value: unknown): void {
    const name = cutUtf8(sentName, this.#limits.keyBytesMax);
    const entry = entryOf(name, value);
    if (entry === undefined || name === '' || this.#names.has(name)) return;
    if (this.entries.length >= this.#limits.attributesMax) {
      this.isCut = true;
      return;
    }
    this.#names.add(name);
    this.entries.push(entry.type === ATTRIBUTE_STRING ? this.#cut(entry) : entry);
    this.isCut ||= name !== sentName;
  }

  #cut(entry: EventAttribute): EventAttribute {
    const text = String(entry.value);
    const value = cutUtf8(text, Math.min(TEXT_BYTES_MAX, this.#limits.valueBytesMax));
    this.isCut ||= value !== text;
    return { ...entry, value };
  }
}

/** Null, and a map or list with nothing in it, say nothing. */
function entryOf(key: string, value: unknown): EventAttribute | undefined {
  const entry = (type: AttributeType, typed: AttributeValue) => ({ key, type, value: typed });
  switch (typeof value) {
    case 'string':
      return entry(ATTRIBUTE_STRING, value);
    case 'boolean':
      return entry(ATTRIBUTE_BOOL, value);
    case 'number':
      return Number.isSafeInteger(value) ? entry(ATTRIBUTE_INT, BigInt(value)) : entry(ATTRIBUTE_FLOAT, value);
    case 'object':
      if (value === null || Object.keys(value).length === 0) return undefined;
      return entry(ATTRIBUTE_STRING, JSON.stringify(value));
    default:
      return undefined;
  }
}
