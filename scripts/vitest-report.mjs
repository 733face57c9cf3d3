/** Reads Vitest's JSON report. Plain JavaScript: test.mjs runs before `npm ci`. */
import { existsSync, readFileSync } from 'node:fs';

/** Lines of a message that are worth printing; the rest is stack. */
const MESSAGE_LINES_MAX = 40;

/** Adds up one run. What Vitest failed on without naming a test counts as one failure. */
export function summarize(reportPath, { isGood, output }) {
  const result = { passed: 0, failed: 0, skipped: 0, failures: [] };
  const files = existsSync(reportPath) ? JSON.parse(readFileSync(reportPath, 'utf8')).testResults : [];
  for (const file of files) addFile(result, file);
  if (!isGood && result.failed === 0) {
    result.failed = 1;
    result.failures.push({ name: 'outside any test', message: output });
  }
  return result;
}

function addFile(result, file) {
  for (const test of file.assertionResults) {
    if (test.status === 'passed') result.passed += 1;
    else if (test.status === 'failed') {
      result.failed += 1;
      result.failures.push({ name: `${file.name}: ${test.fullName}`, message: test.failureMessages.join('\n') });
    } else result.skipped += 1;
  }
  const hasFailedTest = file.assertionResults.some((test) => test.status === 'failed');
  // A file that cannot be loaded, or whose hook fails, has no failed test.
  if (file.status === 'failed' && !hasFailedTest) {
    result.failed += 1;
    result.failures.push({ name: file.name, message: file.message });
  }
}

export function formatFailure({ name, message }) {
  const lines = message.trim().split('\n');
  const shown = lines.slice(0, MESSAGE_LINES_MAX).map((line) => `    ${line}\n`);
  const rest = lines.length > MESSAGE_LINES_MAX ? `    ... ${lines.length - MESSAGE_LINES_MAX} more lines\n` : '';
  return `  FAILED ${name}\n${shown.join('')}${rest}`;
}
