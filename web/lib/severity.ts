/** Source: opentelemetry-proto logs.proto, SeverityNumber: from 1, four steps a level. */
const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;
const STEPS = 4;
const ERROR_FIRST = 17;

/** '' where the sender gave none. */
export function severityWord(severity: number): string {
  return LEVELS[Math.ceil(severity / STEPS) - 1] ?? '';
}

export function isErrorSeverity(severity: number): boolean {
  return severity >= ERROR_FIRST;
}
