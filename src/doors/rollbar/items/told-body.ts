import type { ToldBody, ToldException, ToldFrame } from '../../../model/telling.ts';
import { firstText, type JsonObject, listOf, objectOf, textOf } from '../json.ts';

/** What groups and is listed; the payload keeps the rest. Of a recursion the outermost and the innermost frames say most. */
const FRAMES_MAX = 1_000;
const CHAIN_MAX = 100;

/** The body of a payload that `checkPayload` let through. */
export function toldBody(body: JsonObject): ToldBody {
  if (isSent(body.message)) return { kind: 'message', text: textOf(objectOf(body.message).body) };
  if (isSent(body.crash_report)) return { kind: 'crash_report', raw: textOf(objectOf(body.crash_report).raw) };
  const traces = isSent(body.trace) ? [body.trace] : listOf(body.trace_chain).slice(0, CHAIN_MAX);
  return { kind: 'exception', chain: traces.map((trace) => toldException(objectOf(trace))) };
}

const isSent = (value: unknown) => value !== undefined && value !== null;

function toldException(trace: JsonObject): ToldException {
  const exception = objectOf(trace.exception);
  const frames = listOf(trace.frames);
  const told =
    frames.length <= FRAMES_MAX ? frames : [...frames.slice(0, FRAMES_MAX / 2), ...frames.slice(-FRAMES_MAX / 2)];
  return {
    type: textOf(exception.class),
    message: firstText(exception.message, exception.description),
    frames: told.map((frame) => toldFrame(objectOf(frame))),
  };
}

function toldFrame({ filename, method, lineno }: JsonObject): ToldFrame {
  const line = Number(textOf(lineno) || Number.NaN);
  return {
    filename: textOf(filename),
    method: typeof method === 'string' ? method : undefined,
    line: Number.isSafeInteger(line) ? line : undefined,
  };
}
