import { expect, it } from 'vitest';
import { groupBy } from './group-by.ts';

it('keeps the order of the elements, and of the keys as they were met', () => {
  const groups = groupBy(['pear', 'apple', 'plum', 'avocado'], (word) => word[0]);
  expect([...groups]).toEqual([
    ['p', ['pear', 'plum']],
    ['a', ['apple', 'avocado']],
  ]);
});
