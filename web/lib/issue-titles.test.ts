import { expect, it } from 'vitest';
import { saysMore } from './issue-titles.ts';

it.each([
  ['KeyError: feed', 'feed', false],
  ['KeyError: feed', 'likes', true],
  ['Hello World!', 'Hello World!', false],
  ['A title of the sender', 'what happened', true],
  ['KeyError: feed', '', false],
  ['KeyError: feed', '  ', false],
  [`Error: ${'a'.repeat(248)}`, 'a'.repeat(300), false],
])('the title %j and the message %j: %s', (title, lastMessage, more) => {
  expect(saysMore({ title, lastMessage })).toBe(more);
});
