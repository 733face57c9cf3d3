import { describe, expect, it } from 'vitest';
import { isErrorSeverity, severityWord } from './severity.ts';

describe('the severity of a log record', () => {
  it.each([
    [0, ''],
    [1, 'trace'],
    [4, 'trace'],
    [5, 'debug'],
    [9, 'info'],
    [13, 'warn'],
    [17, 'error'],
    [20, 'error'],
    [21, 'fatal'],
    [24, 'fatal'],
    [25, ''],
    [-1, ''],
  ])('%i is %j', (severity, word) => {
    expect(severityWord(severity)).toBe(word);
  });

  it('is an error from error on', () => {
    expect([16, 17, 24].map(isErrorSeverity)).toEqual([false, true, true]);
  });
});
