import { expect, it } from 'vitest';
import { frameworkName, platformName } from './product-names.ts';

it.each([
  ['Rails: 7.1.0', 'ruby', 'rails'],
  ['Plain', 'ruby', 'ruby'],
  ['flask', 'python 3.11.7', 'flask'],
  ['unknown', 'python 3.11.7', 'python'],
  ['', 'go', 'go'],
  ['', 'C#', 'dotnet'],
  ['browser-js', 'javascript', 'browser-js'],
  // In a page or in Node: the language alone does not say.
  ['', 'javascript', 'unknown'],
  ['', '', 'unknown'],
  // Names that every object has.
  ['constructor', 'constructor', 'unknown'],
  ['__proto__', '__proto__', 'unknown'],
])('framework %j of language %j is %s', (framework, language, name) => {
  expect(frameworkName(framework, language)).toBe(name);
});

it.each([
  ['browser', 'browser'],
  ['Android', 'android'],
  ['Linux web-1 6.1.0-28-amd64 x86_64', 'unknown'],
  ['', 'unknown'],
])('platform %j is %s', (sent, name) => {
  expect(platformName(sent)).toBe(name);
});
