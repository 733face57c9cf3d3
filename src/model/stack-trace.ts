import { readFrame, readGoFrame, type StackFrame } from './stack-frames.ts';

export type { StackFrame } from './stack-frames.ts';

export interface StackException {
  /** '' where the text names none. */
  readonly type: string;
  readonly message: string;
  /** Outermost first, the most recent call last, whatever the order in the text. */
  readonly frames: readonly StackFrame[];
}

/** More is a recursion, or no stack trace; the outermost and the innermost say most, and these are the first of the text. */
const LINES_MAX = 20_000;
const CHAIN_MAX = 100;

/**
 * The exceptions of a stack trace as Python, JavaScript, Java, .NET, Go, Ruby and PHP write it: the one that was caught
 * first, its causes after it. Text in which no frame is recognised gives none.
 */
export function readStackTrace(text: string): readonly StackException[] {
  const lines = text.split(/\r?\n/, LINES_MAX);
  const isPython = lines.some((line) => PYTHON_HEAD.test(line));
  const chain = isPython ? readPython(lines) : readOther(lines);
  return chain.filter(({ frames }) => frames.length > 0).slice(0, CHAIN_MAX);
}

const PYTHON_HEAD = /^[\s|+-]*(?:Exception Group )?Traceback \(most recent call last\):$/;
/** Between two exceptions. Source: CPython Lib/traceback.py, _cause_message and _context_message. */
const PYTHON_JOINT = /^(?:The above exception was the direct cause|During handling of the above exception)/;
const PYTHON_MARKERS = /^\s+[~^]+$/;

/** Causes come first in the text, and frames outermost first. */
function readPython(lines: readonly string[]): StackException[] {
  const found: StackException[] = [];
  let frames: StackFrame[] = [];
  let said: string[] = [];
  const close = () => {
    if (frames.length > 0) found.push({ ...readHeading(said.join('\n').trim()), frames });
    frames = [];
    said = [];
  };
  for (const line of lines) {
    const read = readFrame(line);
    const last = frames.at(-1);
    if (PYTHON_HEAD.test(line) || PYTHON_JOINT.test(line)) close();
    else if (read && said.length === 0) frames.push(read);
    else if (/^\s/.test(line) && said.length === 0) {
      // The source line follows its frame; below it CPython 3.11 marks the part of it that failed.
      if (last && last.code === undefined && !PYTHON_MARKERS.test(line)) {
        frames[frames.length - 1] = { ...last, code: line.trim() };
      }
    } else if (frames.length > 0 && !PYTHON_JOINT.test(line)) said.push(line);
  }
  close();
  return found.reverse();
}

/** Java: `Caused by: `, .NET: ` ---> `, Node's inspect: `[cause]: `. */
const CAUSE = /^\s*(?:Caused by: | ?---> |\[cause\]: )(.*)$/;
const IS_REST = /^\s*(?:\.\.\. \d+ (?:more|common frames omitted)|--- End of )/;

/** Frames come innermost first, except Go's `created by`, which is last all the same. */
function readOther(lines: readonly string[]): StackException[] {
  const found: { heading: string[]; frames: StackFrame[] }[] = [{ heading: [], frames: [] }];
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    const cause = CAUSE.exec(line);
    const current = found.at(-1);
    if (cause) found.push({ heading: [cause[1] ?? ''], frames: [] });
    else if (current && !IS_REST.test(line)) {
      const read = readFrame(line);
      const go = read ? undefined : readGoFrame(line, lines[at + 1] ?? '');
      if (go) at++;
      if (read ?? go) current.frames.push((read ?? go) as StackFrame);
      else if (current.frames.length === 0) current.heading.push(line);
    }
  }
  return found.map(({ heading, frames }) => ({ ...readHeading(heading.join('\n').trim()), frames: frames.reverse() }));
}

/** `builtins.ValueError: no such thing`; a message may have more lines. */
function readHeading(text: string): { type: string; message: string } {
  const [, type = '', message = ''] =
    /^(?:Exception in thread "[^"]*" |Uncaught |PHP Fatal error: +)?([\w.$\\/:-]*[\w$])(?:: ([\s\S]*))?$/.exec(text) ??
    [];
  return type === '' ? { type: '', message: text } : { type, message };
}
