import { expect, it } from 'vitest';
import { compileCondition } from './compile-condition.ts';

const HOSTILE = "'; DROP TABLE events; -- \\ \u2028 {p1:String}";

it('filters become a condition, with every name and value a parameter', () => {
  const { sql, params } = compileCondition({
    filters: [
      { column: 'service.name', op: '=', value: HOSTILE },
      { column: HOSTILE, op: 'does-not-start-with', value: HOSTILE },
    ],
  });
  expect(sql).not.toContain('DROP');
  expect(sql).toContain('NOT');
  expect(Object.values(params)).toContain(HOSTILE);
  for (const [, name] of sql.matchAll(/\{(\w+):/g)) expect(params).toHaveProperty(name!);
});

it('lets everything through without a filter, and refuses what is none', () => {
  expect(compileCondition({}).sql).toBe('true');
  expect(() => compileCondition({ filters: [{ column: 'a', op: '=' }] })).toThrow(/filters\[0\]/);
});
