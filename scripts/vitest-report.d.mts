// Types of vitest-report.mjs, which has to be plain JavaScript (it runs before anything is installed).
export interface Failure {
  readonly name: string;
  readonly message: string;
}
export interface SuiteResult {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly failures: readonly Failure[];
}
export function summarize(reportPath: string, ended: { isGood: boolean; output: string }): SuiteResult;
export function formatFailure(failure: Failure): string;
