/** One frame of a stack trace that came as text. */
export interface StackFrame {
  /** As written: a path, a URL, a file of classes. */
  readonly filename: string;
  /** With its class and package where they are written. */
  readonly method: string | undefined;
  /** 1-based. */
  readonly line: number | undefined;
  readonly column: number | undefined;
  /** The source line, which Python's traces have. */
  readonly code: string | undefined;
}

/** No frame is longer; what is, is a message or a bundle's source on one line. */
const LINE_CHARS_MAX = 1_000;

type ReadFrame = (match: RegExpExecArray) => StackFrame;

const frame = (filename: string, method?: string, line?: string, column?: string): StackFrame => ({
  filename,
  method: method === undefined || method === '' ? undefined : method,
  line: line === undefined ? undefined : Number(line),
  column: column === undefined ? undefined : Number(column),
  code: undefined,
});

/** The shapes of one line, most particular first. Each is anchored at both ends and has no nested repetition. */
const SHAPES: ReadonlyArray<readonly [RegExp, ReadFrame]> = [
  // Python: `  File "/app/home.py", line 42, in get_home`
  [/^\s*File "([^"]*)", line (\d{1,9})(?:, in (.*))?$/, ([, file = '', line, method]) => frame(file, method, line)],
  // .NET: `   at Shop.Home.Get(String id) in /src/Home.cs:line 42`
  [/^\s*at (.+?)\(.*\) in (.+):line (\d{1,9})$/, ([, method, file = '', line]) => frame(file, method, line)],
  // V8: `    at async getHome (/app/home.js:42:15)`; Go in a document of X-Ray: `    at (*conn).serve (net/http/server.go:2067:0)`
  [
    /^\s*at (?:async )?(\(\*[^()]{1,200}\)\S*|.*?) ?\((.+):(\d{1,9}):(\d{1,9})\)$/,
    ([, method, file = '', line, column]) => frame(file, method, line, column),
  ],
  // V8 without a name: `    at /app/home.js:42:15`
  [
    /^\s*at (?:async )?(\S+):(\d{1,9}):(\d{1,9})$/,
    ([, file = '', line, column]) => frame(file, undefined, line, column),
  ],
  // Java, and PHP as OpenTelemetry writes it: `	at com.acme.Home.get(Home.java:42)`
  [/^\s*at ([^()]+)\(([^():]+):(\d{1,9})\)$/, ([, method, file = '', line]) => frame(file, method, line)],
  // `	at java.base/java.lang.reflect.Method.invoke(Native Method)`, `at Shop.Home.Get(String id)`
  [
    /^\s*at ([^()\s]+)\s?\(([^()]*)\)$/,
    ([, method = '', file = '']) => frame(/\s|^$|,/.test(file) ? '' : file, method),
  ],
  // PHP: `#0 /app/home.php(42): Shop\Home->get()`
  [/^#\d{1,5} (.+)\((\d{1,9})\): (.+?)(?:\(.*\))?$/, ([, file = '', line, method]) => frame(file, method, line)],
  // Ruby: `	from /app/home.rb:42:in 'get'`; with a back quote before version 3.4
  [/^(?:\s*from )?(\S+):(\d{1,9}):in [`'](.+)'$/, ([, file = '', line, method]) => frame(file, method, line)],
  // Firefox and Safari: `getHome@http://127.0.0.1:3000/app.js:42:15`
  [/^([^@\s]*)@(\S+):(\d{1,9}):(\d{1,9})$/, ([, method, file = '', line, column]) => frame(file, method, line, column)],
];

/** Undefined for a line that is no frame. */
export function readFrame(line: string): StackFrame | undefined {
  if (line.length > LINE_CHARS_MAX) return undefined;
  for (const [pattern, read] of SHAPES) {
    const match = pattern.exec(line);
    if (match) return read(match);
  }
  return undefined;
}

/** Go writes a frame on two lines: `main.get(0xc000012345, 0x2)` and `	/app/main.go:42 +0x1d`. */
export function readGoFrame(first: string, second: string): StackFrame | undefined {
  if (second.length > LINE_CHARS_MAX || first.length > LINE_CHARS_MAX) return undefined;
  const place = /^\t(\S+):(\d{1,9})(?: \+0x[0-9a-f]+)?$/.exec(second);
  if (!place) return undefined;
  const method = /^(?:created by )?(.+?)(?:\([^()]*\)| in goroutine \d+)?$/.exec(first)?.[1];
  return frame(place[1] ?? '', method, place[2]);
}
