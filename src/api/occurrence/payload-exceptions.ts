import type { ExceptionView, FrameView } from '../contract/index.ts';
import { isOwnFrame, type OwnPlaces } from './own-frames.ts';
import { entriesOf, type JsonRecord, listOf, numberOf, recordOf, shown, textOf } from './payload-reader.ts';

/** Clients that send frames innermost first, by the names they give. Source: rollbar-go 1.4.5 stack.go, stvp/roll. */
const INNERMOST_FIRST = ['rollbar/rollbar-go', 'go-roll'];
const CONTEXT_LINES_MAX = 20;

/** The exceptions of a payload's body: one `trace`, or a `trace_chain`, of which the first is the one that was caught. */
export function payloadExceptions(data: JsonRecord): ExceptionView[] {
  const body = recordOf(data.body);
  const traces = Array.isArray(body.trace_chain) ? body.trace_chain : [body.trace];
  const isReversed = INNERMOST_FIRST.includes(textOf(recordOf(data.notifier).name));
  const places = placesOf(data);
  return traces.map((trace) => exceptionOf(recordOf(trace), places, isReversed));
}

function placesOf(data: JsonRecord): OwnPlaces {
  return {
    root: textOf(recordOf(data.server).root),
    packages: listOf(data.project_package_paths).map(textOf),
  };
}

function exceptionOf(trace: JsonRecord, places: OwnPlaces, isReversed: boolean): ExceptionView {
  const { class: type, message, description, stack, raw } = recordOf(trace.exception);
  const frames = listOf(trace.frames).map((frame) => frameOf(recordOf(frame), places));
  return {
    type: textOf(type),
    message: textOf(message) || textOf(description),
    frames: isReversed ? frames.reverse() : frames,
    // rollbar.js in a page tells it where it made no frames of it.
    stack: frames.length === 0 ? textOf(stack) || textOf(raw) : '',
  };
}

function frameOf(frame: JsonRecord, places: OwnPlaces): FrameView {
  const filename = textOf(frame.filename);
  const method = textOf(frame.method);
  const className = textOf(frame.class_name);
  const context = recordOf(frame.context);
  const lines = (value: unknown) => listOf(value).map(textOf);
  const code = textOf(frame.code);
  return {
    filename,
    method: className === '' || method.startsWith(className) ? method : `${className}.${method}`,
    line: numberOf(frame.lineno),
    column: numberOf(frame.colno),
    before: lines(context.pre).slice(-CONTEXT_LINES_MAX),
    code: code === '' ? null : code,
    after: lines(context.post).slice(0, CONTEXT_LINES_MAX),
    locals: [...entriesOf(frame.locals), ...positional(frame.args), ...entriesOf(frame.kwargs)],
    isOwn: isOwnFrame({ filename, method, className }, places),
  };
}

const positional = (args: unknown) =>
  listOf(args).map((value, index) => ({ name: `args[${index}]`, value: shown(value) }));
