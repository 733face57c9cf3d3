import { isDeeperThan, isObject, type JsonObject, listOf, objectOf, textOf } from '../json.ts';

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

/** The exceptions of a segment or subsegment that are no cause of another among them. */
export function exceptionsOf(cause: unknown, isPython: boolean): readonly XRayException[] {
  const bodies = listOf(objectOf(cause).exceptions).filter(isObject).slice(0, EXCEPTIONS_MAX);
  const byId = new Map(bodies.flatMap((body) => (textOf(body.id) ? [[body.id, body] as const] : [])));
  const causes = new Set(bodies.map((body) => body.cause));
  const heads = bodies.filter(({ id }) => id === undefined || !causes.has(id));
  // Where each is the cause of another in a circle, none is lost.
  return (heads.length > 0 ? heads : bodies).map((body) => {
    const chain = chainOf(body, byId);
    return { ...headingOf(body), stacktrace: isPython ? pythonTrace(chain) : trace(chain), body };
  });
}

/** The exception, its cause, the cause of that. */
function chainOf(head: JsonObject, byId: ReadonlyMap<unknown, JsonObject>): readonly JsonObject[] {
  const chain = new Set<JsonObject>();
  for (let at: JsonObject | undefined = head; at && !chain.has(at); at = byId.get(at.cause)) chain.add(at);
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
    .map(({ path, line, label }) => ({
      path: textOf(path) ?? '',
      line: typeof line === 'number' && Number.isSafeInteger(line) && line > 0 ? line : 0,
      label: textOf(label) ?? '',
    }));
}
