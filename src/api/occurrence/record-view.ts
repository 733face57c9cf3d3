import { readStackTrace, type StackFrame } from '../../model/stack-trace.ts';
import type { ErrorRecord } from '../../traces/index.ts';
import type { Entry, ExceptionView, FrameView } from '../contract/index.ts';
import { isOwnFrame, NO_PLACES } from './own-frames.ts';
import { shown } from './payload-reader.ts';
import type { Told } from './payload-view.ts';

const EXCEPTION = { type: 'exception.type', message: 'exception.message', stack: 'exception.stacktrace' } as const;

/**
 * What a span event or log record says of an exception beyond the columns of its occurrence. OpenTelemetry keeps the trace as
 * text; what it has of code and places stands in it.
 */
export function recordView(record: ErrorRecord | undefined, told: { type: string; message: string }): Told {
  const textOf = (wanted: string) => record?.fields.find(({ name }) => name === wanted)?.text ?? '';
  const type = textOf(EXCEPTION.type) || told.type;
  const message = textOf(EXCEPTION.message) || told.message;
  return {
    body: { kind: 'exception', chain: chainOf({ type, message }, textOf(EXCEPTION.stack)) },
    isFailsafe: false,
    telemetry: [],
    request: [],
    person: [],
    custom: [],
    about: record ? [{ title: 'Attributes', entries: attributesOf(record) }] : [],
  };
}

/** The attributes name the exception that was caught; the trace may tell of its causes too. */
function chainOf(caught: { type: string; message: string }, stack: string): ExceptionView[] {
  const [first, ...causes] = readStackTrace(stack);
  if (!first) return [{ ...caught, frames: [], stack }];
  return [
    { ...caught, frames: first.frames.map(frameOf), stack: '' },
    ...causes.map(({ type, message, frames }) => ({ type, message, frames: frames.map(frameOf), stack: '' })),
  ];
}

function frameOf({ filename, method = '', line, column, code }: StackFrame): FrameView {
  return {
    ...{ filename, method, line: line ?? null, column: column ?? null },
    ...{ before: [], code: code ?? null, after: [], locals: [] },
    isOwn: isOwnFrame({ filename, method }, NO_PLACES),
  };
}

function attributesOf(record: ErrorRecord): Entry[] {
  const isTold = (name: string) => Object.values<string>(EXCEPTION).includes(name);
  return record.fields.filter(({ name }) => !isTold(name)).map(({ name, text }) => ({ name, value: shown(text) }));
}
