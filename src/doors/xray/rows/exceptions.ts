import { isDeeperThan, isObject, type JsonObject, listOf, objectOf, textOf } from '../json.ts';
import type { Language } from './segment-context.ts';

/** An exception of a `cause`, its own causes in its stack trace. */
export interface XRayException {
  readonly type: string;
  readonly message: string;
  /** As the language prints it; '' without frames. */
  readonly stacktrace: string;
  /** As sent. */
  readonly body: JsonObject;
}

const EXCEPTIONS_MAX = 100;

/** Exceptions by id. */
export type KnownExceptions = ReadonlyMap<unknown, JsonObject>;

/** Those of all parts of a document: a cause may be told of by a subsegment alone (Java, .NET). */
export function knownExceptions(parts: readonly JsonObject[]): KnownExceptions {
  const known = new Map<unknown, JsonObject>();
  for (const body of parts.flatMap(({ cause }) => bodiesOf(cause))) {
    if (textOf(body.id) && !known.has(body.id)) known.set(body.id, body);
  }
  return known;
}

/** The exceptions of a segment or subsegment that are no cause of another among them; of two with one id the first counts. */
export function exceptionsOf(
  cause: unknown,
  { language, known }: { language: Language; known: KnownExceptions },
): readonly XRayException[] {
  const bodies = distinct(bodiesOf(cause)).slice(0, EXCEPTIONS_MAX);
  const causeOf = language === 'ruby' ? causeInOrder(bodies, known) : causeById(known);
  const caused = new Set(bodies.map(causeOf));
  const heads = bodies.filter((body) => !caused.has(body));
  const told = new Set(heads.flatMap((head) => chainOf(head, causeOf)));
  // Where each is the cause of another in a circle, none is lost.
  const circles = bodies.filter((body) => !told.has(body));
  return [...heads, ...circles].map((body) => {
    const chain = chainOf(body, causeOf);
    return { ...headingOf(body), stacktrace: language === 'python' ? pythonTrace(chain) : trace(chain), body };
  });
}

function bodiesOf(cause: unknown): readonly JsonObject[] {
  return listOf(objectOf(cause).exceptions).filter(isObject);
}

/** Java tells an exception again for each of its causes that a subsegment has told of (DefaultThrowableSerializationStrategy). */
function distinct(bodies: readonly JsonObject[]): readonly JsonObject[] {
  const ids = new Set<string>();
  return bodies.filter(({ id: given }) => {
    const id = textOf(given);
    const isNew = id === undefined || !ids.has(id);
    if (id !== undefined) ids.add(id);
    return isNew;
  });
}

type CauseOf = (body: JsonObject) => JsonObject | undefined;

const causeById =
  (known: KnownExceptions): CauseOf =>
  ({ cause }) =>
    known.get(cause);

/** Ruby gives no ids: an exception, then its cause, then the cause of that (model/cause.rb). */
function causeInOrder(bodies: readonly JsonObject[], known: KnownExceptions): CauseOf {
  const next = new Map(bodies.map((body, index) => [body, bodies[index + 1]]));
  return (body) => (body.id === undefined ? next.get(body) : known.get(body.cause));
}

/** The exception, its cause, the cause of that. */
function chainOf(head: JsonObject, causeOf: CauseOf): readonly JsonObject[] {
  const chain = new Set<JsonObject>();
  for (let at: JsonObject | undefined = head; at && !chain.has(at); at = causeOf(at)) chain.add(at);
  return [...chain];
}

function headingOf({ type, message }: JsonObject): { type: string; message: string } {
  return { type: textOf(type) ?? '', message: messageText(message) };
}

const MESSAGE_DEPTH_MAX = 8;

/** Node has been seen to send objects. */
function messageText(message: unknown): string {
  if (message === undefined || message === null) return '';
  if (typeof message !== 'object') return String(message);
  return isDeeperThan(message, MESSAGE_DEPTH_MAX) ? '' : JSON.stringify(message);
}

const FRAMES_MAX = 1_000;

/** Outermost frame first, causes before what they caused, as CPython prints them. */
function pythonTrace(chain: readonly JsonObject[]): string {
  const parts = chain.flatMap((body) => {
    const frames = framesOf(body).map(
      ({ path, line, label }) => `  File "${path}", line ${line}${label === '' ? '' : `, in ${label}`}`,
    );
    return frames.length === 0 ? [] : [['Traceback (most recent call last):', ...frames, heading(body)].join('\n')];
  });
  const joint = '\n\nThe above exception was the direct cause of the following exception:\n\n';
  return parts.reverse().join(joint);
}

/** Innermost frame first, as Java prints it. */
function trace(chain: readonly JsonObject[]): string {
  if (framesOf(chain[0] ?? {}).length === 0) return '';
  return chain
    .flatMap((body, index) => [
      index === 0 ? heading(body) : `Caused by: ${heading(body)}`,
      ...framesOf(body).map(({ path, line, label }) => `    at ${label || '<anonymous>'} (${placeOf(path, line)})`),
    ])
    .join('\n');
}

/** Column 0: none was sent, and the shape of V8 has one, where a path may hold colons. */
function placeOf(path: string, line: number): string {
  return line === 0 ? path : `${path}:${line}:0`;
}

function heading(body: JsonObject): string {
  const { type, message } = headingOf(body);
  return message === '' ? type : `${type}: ${message}`;
}

/** A line that is not known is 0: Node sends null. */
function framesOf({ stack }: JsonObject): readonly { path: string; line: number; label: string }[] {
  return listOf(stack)
    .filter(isObject)
    .slice(0, FRAMES_MAX)
    .map(({ path, line, label }) => ({ path: textOf(path) ?? '', line: lineOf(line), label: textOf(label) ?? '' }));
}

/** A number, or its digits. */
function lineOf(line: unknown): number {
  const number = typeof line === 'string' && /^\d{1,9}$/.test(line) ? Number(line) : line;
  return typeof number === 'number' && Number.isSafeInteger(number) && number > 0 ? number : 0;
}
