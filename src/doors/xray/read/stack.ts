export interface StackFrame {
  readonly path?: string;
  readonly line?: number;
  readonly label?: string;
}

/** One exception of a printed chain. */
export interface StackPart {
  readonly type: string;
  readonly message: string;
  /** Most recent call first, as X-Ray has them. */
  readonly frames: readonly StackFrame[];
}

/** Cut where it is longer: printed text of a recursion is endless. Source: awsxrayexporter has no limit; a document has 64 kB. */
const FRAMES_MAX = 250;
const PARTS_MAX = 20;
const LINE_CHARS_MAX = 2_000;

type FrameReader = (line: string, next: string) => StackFrame | undefined;

/** Lines of printed stacks by language. Each is tried: a text does not say which it is. */
const FRAME_READERS: readonly FrameReader[] = [
  // Python: `  File "app.py", line 3, in home`
  (line) => framed(/^\s*File "([^"]*)", line (\d+)(?:, in (.+))?$/.exec(line), (at) => [at[1], at[2], at[3]]),
  // Java: `	at shop.Cart.add(Cart.java:12)`
  (line) => framed(/^\s*at ([^\s()]+)\(([^():]+)(?::(\d+))?\)$/.exec(line), (at) => [at[2], at[3], at[1]]),
  // .NET: `   at Shop.Cart.Add(Int32 id) in /src/Cart.cs:line 12`
  (line) => framed(/^\s*at (.+\)) in (.+):line (\d+)$/.exec(line), (at) => [at[2], at[3], at[1]]),
  // JavaScript: `    at add (file:///cart.js:12:5)` or `    at /cart.js:12:5`
  (line) => framed(/^\s*at (?:(.+) \()?([^\s()][^()]*):(\d+):\d+\)?$/.exec(line), (at) => [at[2], at[3], at[1] ?? '']),
  // PHP: `#0 /srv/cart.php(12): add()`
  (line) => framed(/^#\d+ (.+)\((\d+)\): (.*)$/.exec(line), (at) => [at[1], at[2], at[3]]),
  // Go: `main.add(0x1)` and on the next line `	/src/cart.go:12 +0x1d`
  (line, next) => {
    const at = /^\t(\S+):(\d+)(?: \+0x[0-9a-f]+)?$/.exec(next);
    return at && /^[^\s].*\)$/.test(line) ? framed(at, () => [at[1], at[2], line]) : undefined;
  },
];

function framed(
  at: RegExpExecArray | null,
  pick: (at: RegExpExecArray) => readonly (string | undefined)[],
): StackFrame | undefined {
  if (!at) return undefined;
  const [path, line, label] = pick(at);
  return {
    ...(path ? { path } : {}),
    ...(line === undefined ? {} : { line: Number(line) }),
    ...(label ? { label } : {}),
  };
}

const CAUSED_BY = /^\s*Caused by: ([^\s:]+)(?:: (.*))?$/;
const PYTHON_STACK = 'Traceback (most recent call last):';
const PYTHON_END = /^([A-Za-z_][\w.]*)(?:: (.*))?$/;

/** The exceptions that a printed stack tells of: first the one that was caught, then its causes. Empty when nothing is found. */
export function readStack(text: string): StackPart[] {
  if (text === '') return [];
  const lines = text.split('\n').map((line) => line.slice(0, LINE_CHARS_MAX).replace(/\r$/, ''));
  const parts = text.includes(PYTHON_STACK) ? readPython(lines) : readOthers(lines);
  return parts.filter(({ frames }, index) => index === 0 || frames.length > 0).slice(0, PARTS_MAX);
}

/** Prints the cause first, and the most recent call last. */
function readPython(lines: readonly string[]): StackPart[] {
  const parts: StackPart[] = [];
  let frames: StackFrame[] = [];
  for (const line of lines) {
    const frame = FRAME_READERS[0]?.(line, '');
    const end = PYTHON_END.exec(line);
    if (frame) frames.push(frame);
    else if (end && frames.length > 0) {
      parts.push({ type: end[1] ?? '', message: end[2] ?? '', frames: frames.reverse().slice(0, FRAMES_MAX) });
      frames = [];
    }
  }
  if (frames.length > 0) parts.push({ type: '', message: '', frames: frames.reverse().slice(0, FRAMES_MAX) });
  return parts.reverse();
}

function readOthers(lines: readonly string[]): StackPart[] {
  const parts = [{ type: '', message: '', frames: [] as StackFrame[] }];
  lines.forEach((line, index) => {
    const cause = CAUSED_BY.exec(line);
    if (cause) parts.push({ type: cause[1] ?? '', message: cause[2] ?? '', frames: [] });
    const frames = parts.at(-1)?.frames;
    const frame = frames && frames.length < FRAMES_MAX ? readFrame(line, lines[index + 1] ?? '') : undefined;
    if (frame) frames?.push(frame);
  });
  return parts;
}

function readFrame(line: string, next: string): StackFrame | undefined {
  for (const read of FRAME_READERS) {
    const frame = read(line, next);
    if (frame) return frame;
  }
  return undefined;
}
