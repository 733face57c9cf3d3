import { describe, expect, it } from 'vitest';
import { type DiskLevel, diskLevel, worseLevel } from './disk.ts';

describe('the level of a disk', () => {
  it.each<[number, DiskLevel, DiskLevel]>([
    [0, 'ok', 'ok'],
    [0.8499, 'ok', 'ok'],
    [0.85, 'ok', 'warn'],
    [0.9499, 'warn', 'warn'],
    [0.95, 'ok', 'full'],
    [1.2, 'warn', 'full'],
    [0.9401, 'full', 'full'],
    [0.9399, 'full', 'warn'],
    [0.8401, 'warn', 'warn'],
    [0.8401, 'full', 'warn'],
    [0.8399, 'warn', 'ok'],
    [0, 'full', 'ok'],
  ])('at %d coming from %s is %s', (share, before, level) => {
    expect(diskLevel(share, before)).toBe(level);
  });

  it('of two is the higher', () => {
    expect([worseLevel('ok', 'warn'), worseLevel('full', 'warn'), worseLevel('ok', 'ok')]).toEqual([
      'warn',
      'full',
      'ok',
    ]);
  });
});
