import fc from 'fast-check';
import { expect, it } from 'vitest';
import { slugFromName } from './slug.ts';

it.each([
  ['Production', 'production'],
  ['  EU / West 1  ', 'eu-west-1'],
  ['a---b__c', 'a-b-c'],
  ['../../etc/passwd', 'etc-passwd'],
  ['Москва', ''],
  ['🧁', ''],
  ['Café', 'caf'],
  [`${'x'.repeat(99)} tail`, 'x'.repeat(99)],
])('%s becomes %s', (name, slug) => {
  expect(slugFromName(name)).toBe(slug);
});

it('a slug stands in a path as it is, whatever the name, and is its own slug', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 150 }), (name) => {
      const slug = slugFromName(name);
      expect(slug).toMatch(/^$|^[a-z0-9]+(-[a-z0-9]+)*$/);
      expect(slug.length).toBeLessThanOrEqual(100);
      expect(slugFromName(slug)).toBe(slug);
    }),
  );
});
