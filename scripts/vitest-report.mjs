/** Reads what Vitest reports. Plain JavaScript: test.mjs runs before `npm ci`. */
import { existsSync, readFileSync } from 'node:fs';

/** More than this of one suite's messages is noise. */
const DETAIL_LINES_MAX = 150;

/**
 * Adds up one run. What Vitest failed on without naming a test counts as one failure.
 * @param reportPath of the JSON reporter: the counts
 * @param ended how the process ended, and what it printed: the messages, with their differences
 */
export function summarize(reportPath, { isGood, output }) {
  const result = { passed: 0, failed: 0, skipped: 0, failures: [], details: failureSection(output) };
  const files = existsSync(reportPath) ? JSON.parse(readFileSync(reportPath, 'utf8')).testResults : [];
  for (const file of files) addFile(result, file);
  if (!isGood && result.failed === 0) {
    result.failed = 1;
    result.failures.push('outside any test');
    result.details = output;
  }
  return result;
}

function addFile(result, file) {
  for (const test of file.assertionResults) {
    if (test.status === 'passed') result.passed += 1;
    else if (test.status === 'failed') {
      result.failed += 1;
      result.failures.push(`${file.name}: ${test.fullName}`);
    } else result.skipped += 1;
  }
  const hasFailedTest = file.assertionResults.some((test) => test.status === 'failed');
  // A file that cannot be loaded, or whose hook fails, has no failed test.
  if (file.status === 'failed' && !hasFailedTest) {
    result.failed += 1;
    result.failures.push(file.name);
  }
}

/** From Vitest's heading of the failures to the end. */
function failureSection(output) {
  const start = output.search(/^⎯+ (Failed (Tests|Suites)|Unhandled Errors)/m);
  return start < 0 ? output : output.slice(start);
}

/** Names of what failed, then what the tool said. */
export function formatFailures({ failures, details }) {
  if (failures.length === 0) return '';
  const lines = details.trim().split('\n');
  const rest = lines.length > DETAIL_LINES_MAX ? [`... ${lines.length - DETAIL_LINES_MAX} more lines`] : [];
  const indented = [...lines.slice(0, DETAIL_LINES_MAX), ...rest].map((line) => `    ${line}`);
  return [...failures.map((name) => `  FAILED ${name}`), ...indented, ''].join('\n');
}
