// Types of vitest-report.mjs, which has to be plain JavaScript (it runs before anything is installed).
export interface SuiteResult {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly failures: readonly string[];
  readonly details: string;
}
export function summarize(reportPath: string, ended: { isGood: boolean; output: string }): SuiteResult;
export function formatFailures(result: Pick<SuiteResult, 'failures' | 'details'>): string;
