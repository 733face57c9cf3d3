/** What identifies a crash in Apple's report format. */
export interface CrashReport {
  readonly type: string;
  readonly reason: string;
  /** Of the thread that crashed, innermost first. */
  readonly symbols: readonly string[];
}

const LINES_MAX = 20_000;

/** Undefined for text that is no crash report. */
export function readCrashReport(raw: string): CrashReport | undefined {
  const lines = raw.split(/\r?\n/, LINES_MAX);
  const field = (name: string) =>
    lines
      .find((line) => line.startsWith(`${name}:`))
      ?.slice(name.length + 1)
      .trim() ?? '';
  const type = field('Exception Type');
  const start = lines.findIndex((line) => /^Thread \d+ Crashed/.test(line));
  const thread = start < 0 ? [] : lines.slice(start + 1);
  const end = thread.findIndex((line) => !/^\d/.test(line));
  const symbols = thread.slice(0, end < 0 ? undefined : end).flatMap(readSymbol);
  if (type === '' && symbols.length === 0) return undefined;
  return { type, reason: field('Termination Reason'), symbols };
}

/** `3   Shop   0x0000000100f2a1c4 -[CartController pay:] + 132`: module and symbol stay. */
function readSymbol(line: string): string[] {
  const [, module = '', symbol = ''] = /^\d+\s+(\S+)\s+0x[0-9a-f]+\s+(.*)$/i.exec(line.slice(0, 1_000)) ?? [];
  if (module === '') return [];
  const name = symbol
    .replace(/\s\+\s\d+.*$/, '')
    .replace(/0x[0-9a-f]+/gi, '')
    .trim();
  return [`${module}\x1f${name}`];
}
