import type { Entry, EntryGroup, OccurrenceResponse } from '../contract/index.ts';
import { payloadExceptions } from './payload-exceptions.ts';
import { anyEntries, entriesOf, type JsonRecord, recordOf, shown, textOf } from './payload-reader.ts';
import { payloadTelemetry } from './payload-telemetry.ts';

/** What a payload says beyond the columns of its occurrence. */
export type Told = Pick<
  OccurrenceResponse,
  'body' | 'isFailsafe' | 'telemetry' | 'request' | 'person' | 'custom' | 'about'
>;

/**
 * Reads a payload as Rollbar's clients send it (`data`), which is how it is kept because it is given back so. Of anything
 * that is not as it should be it makes what it can, never an error.
 */
export function payloadView(payload: string): Told {
  const data = recordOf(JSON.parse(payload));
  return {
    body: bodyOf(data),
    isFailsafe: data.failsafe === true,
    telemetry: payloadTelemetry(data),
    request: requestOf(recordOf(data.request)),
    person: personOf(data),
    custom: customOf(data),
    about: groupsOf([
      ['Exception', descriptionOf(data)],
      ['Server', entriesOf(data.server)],
      ['Client', clientOf(recordOf(data.client))],
      ['Attributes', attributesOf(data.attributes)],
      ['Notifier', entriesOf(data.notifier)],
    ]),
  };
}

function bodyOf(data: JsonRecord): Told['body'] {
  const body = recordOf(data.body);
  if (isTold(body.crash_report)) return { kind: 'crash_report', raw: textOf(recordOf(body.crash_report).raw) };
  if (isTold(body.message)) {
    const text = textOf(recordOf(body.message).body) || textOf(body.message);
    return { kind: 'message', text, more: entriesOf(body.message, { without: ['body'] }) };
  }
  return { kind: 'exception', chain: payloadExceptions(data) };
}

const isTold = (value: unknown) => value !== undefined && value !== null;

/** The exception that was caught. */
function firstTrace(data: JsonRecord): JsonRecord {
  const { trace, trace_chain: chain } = recordOf(data.body);
  return recordOf(Array.isArray(chain) ? chain[0] : trace);
}

/** rollbar-gem sends custom data beside the exception, rollbar-php beside the body; a page sends copies. */
function customOf(data: JsonRecord): Entry[] {
  const places = [
    anyEntries(data.custom, 'custom'),
    anyEntries(firstTrace(data).extra, 'extra'),
    anyEntries(recordOf(data.body).extra, 'extra'),
  ];
  return [...new Map(places.map((entries) => [JSON.stringify(entries), entries])).values()].flat();
}

/** What the program itself said when it told of an exception that has a message. */
function descriptionOf(data: JsonRecord): Entry[] {
  const { message, description } = recordOf(firstTrace(data).exception);
  const text = textOf(description);
  return text === '' || textOf(message) === '' || message === description ? [] : [{ name: 'description', value: text }];
}

/** Parts that are tables of their own; the rest stands above them. */
const REQUEST_PARTS: ReadonlyArray<readonly [key: string, title: string]> = [
  ['headers', 'Headers'],
  ['params', 'Route parameters'],
  ['GET', 'Query'],
  ['POST', 'Form'],
  ['body', 'Body'],
  ['json', 'JSON'],
  ['session', 'Session'],
  ['cookies', 'Cookies'],
];

function requestOf(request: JsonRecord): EntryGroup[] {
  const parts = REQUEST_PARTS.map(([key, title]) => [title, anyEntries(request[key], key)] as const);
  const rest = entriesOf(request, { without: REQUEST_PARTS.map(([key]) => key) });
  return groupsOf([['Request', rest], ...parts]);
}

/** A browser's kind, code and plugins are a record of their own inside the client's. */
function clientOf(client: JsonRecord): Entry[] {
  return [...entriesOf(client, { without: ['javascript'] }), ...entriesOf(client.javascript)];
}

/** Clients send null for what they do not know. */
function personOf(data: JsonRecord): Entry[] {
  return entriesOf(data.person).filter(({ value }) => value !== null && value !== '');
}

function attributesOf(attributes: unknown): Entry[] {
  if (!Array.isArray(attributes)) return entriesOf(attributes);
  return attributes.map(recordOf).map(({ key, value }) => ({ name: textOf(key), value: shown(value) }));
}

function groupsOf(groups: ReadonlyArray<readonly [title: string, entries: Entry[]]>): EntryGroup[] {
  return groups.filter(([, entries]) => entries.length > 0).map(([title, entries]) => ({ title, entries }));
}
