import { describe, expect, it } from 'vitest';
import type { FrameView } from '../../src/api/contract/index.ts';
import { frameRuns, tracebackText, usualOrder } from './frame-runs.ts';

const frame = (filename: string, isOwn: boolean): FrameView => ({
  ...{ filename, method: 'run', line: 1, column: null, code: ' x() ', before: [], after: [], locals: [], isOwn },
});
const drawn = (frames: readonly FrameView[], order: 'newest-first' | 'newest-last' = 'newest-last') =>
  frameRuns(frames, order).map(({ isOwn, frames: inRun, first }) => [
    `${first}${isOwn ? ' own' : ''}`,
    ...inRun.map(({ filename }) => filename),
  ]);

describe('runs of frames', () => {
  it('fold what neighbours of a library have, and keep each own frame alone', () => {
    const frames = [
      frame('lib1', false),
      frame('lib2', false),
      frame('a', true),
      frame('b', true),
      frame('lib3', false),
    ];
    expect(drawn(frames)).toEqual([
      ['0', 'lib1', 'lib2'],
      ['2 own', 'a'],
      ['3 own', 'b'],
      ['4', 'lib3'],
    ]);
    expect(drawn(frames, 'newest-first')).toEqual([
      ['0', 'lib3'],
      ['1 own', 'b'],
      ['2 own', 'a'],
      ['3', 'lib2', 'lib1'],
    ]);
  });

  it('open the place of the raise where no frame is own', () => {
    expect(drawn([frame('outer', false), frame('inner', false)])).toEqual([
      ['0', 'outer'],
      ['1 own', 'inner'],
    ]);
  });

  it('are none of no frames', () => {
    expect(drawn([])).toEqual([]);
  });
});

it.each([
  ['python 3.11.7', 'newest-last'],
  ['Python', 'newest-last'],
  ['javascript', 'newest-first'],
  ['', 'newest-first'],
])('%j reads %s', (language, order) => {
  expect(usualOrder(language)).toBe(order);
});

it('a traceback as text has the raise on top, and causes below', () => {
  const chain = [
    { type: 'ValueError', message: 'no rows', stack: '', frames: [frame('outer.py', true), frame('inner.py', true)] },
    { type: 'KeyError', message: '', stack: 'as sent', frames: [] },
  ];
  expect(tracebackText(chain).split('\n')).toEqual([
    'ValueError: no rows',
    '  at run (inner.py:1)',
    '      x()',
    '  at run (outer.py:1)',
    '      x()',
    'Caused by: KeyError',
    'as sent',
  ]);
});
