import { pick, type Random, upTo } from './mutate.ts';

/** What no schema of a client would have in a place. */
const WRONG: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  1e308,
  2 ** 63,
  '',
  '0',
  '\0',
  '\ud800',
  ' ',
  '__proto__',
  '127.0.0.1:4567',
  "'; DROP TABLE events; --",
  '<script>alert(1)</script>',
  'x'.repeat(5_000),
  [],
  {},
  [[]],
  [null],
  [{}],
  { '': '' },
  JSON.parse('{"__proto__":1,"constructor":{"prototype":1},"a.b":[1,"x",null]}'),
];

interface Place {
  readonly holder: Record<string, unknown>;
  readonly key: string;
}

/** Every member and element, at any depth. */
function placesOf(value: unknown, found: Place[] = []): Place[] {
  if (typeof value !== 'object' || value === null) return found;
  const holder = value as Record<string, unknown>;
  for (const key of Object.keys(holder)) {
    found.push({ holder, key });
    placesOf(holder[key], found);
  }
  return found;
}

function nested(random: Random): unknown {
  const isList = random() < 0.5;
  let value: unknown = 'x';
  for (let depth = upTo(random, 200); depth > 0; depth--) value = isList ? [value] : { a: value };
  return value;
}

/** The same document with some of its values, names or members not as its sender would have them. */
export function mutateJson(document: unknown, random: Random, corpus: readonly unknown[]): unknown {
  const mutated = structuredClone(document);
  const places = placesOf(mutated);
  if (places.length === 0) return mutated;
  for (let count = 1 + upTo(random, random() < 0.8 ? 2 : 20); count > 0; count--) {
    const { holder, key } = pick(random, places);
    const chance = random();
    if (chance < 0.6) holder[key] = structuredClone(pick(random, WRONG));
    else if (chance < 0.7) delete holder[key];
    else if (chance < 0.75) holder[key] = nested(random);
    else if (chance < 0.8) holder[key] = Array.from({ length: upTo(random, 50) }, () => structuredClone(holder[key]));
    else if (chance < 0.85) holder[String(pick(random, ['id', 'name', 'body', '', 'a.b']))] = pick(random, WRONG);
    else {
      const { holder: otherHolder, key: otherKey } = pick(random, placesOf(pick(random, corpus)));
      holder[key] = structuredClone(otherHolder[otherKey]);
    }
  }
  return mutated;
}
