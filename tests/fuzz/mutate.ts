/** Bytes made from bytes; the same random numbers make the same. */
export type Random = () => number;

export const pick = <T>(random: Random, all: readonly T[]): T => all[Math.floor(random() * all.length)]!;
export const upTo = (random: Random, max: number): number => Math.floor(random() * (max + 1));

type Mutation = (bytes: Buffer, random: Random, corpus: readonly Buffer[]) => Buffer;

/** A stretch of the bytes, most often a short one. */
function stretch(bytes: Buffer, random: Random): { start: number; end: number } {
  const start = upTo(random, bytes.length);
  const length = random() < 0.9 ? upTo(random, 16) : upTo(random, bytes.length);
  return { start, end: Math.min(bytes.length, start + length) };
}

const randomBytes = (random: Random, length: number): Buffer =>
  Buffer.from(Array.from({ length }, () => upTo(random, 255)));

/** What decoders stumble over: the longest varints, lengths and tags of protobuf; numbers, escapes and depth of JSON. */
const AWKWARD: readonly Buffer[] = [
  'ffffffffffffffffff01',
  'ffffffffffffffffffffff',
  'ffffffff0f',
  'ffffff7f',
  '00',
  '07',
  '0a00',
  '0a80808080808080808001',
  '0affffffff0f',
  '3b3c',
  '80',
  'c0af',
  'eda080',
  'f5808080',
]
  .map((hex) => Buffer.from(hex, 'hex'))
  .concat(
    [
      '1e999',
      '-0',
      '18446744073709551616',
      '"NaN"',
      '"\\ud800"',
      'null',
      '{}',
      '[]',
      '[[[[[[[[[[[[[[[[',
      '{"a":{"a":{"a":{"a":',
      '"__proto__":',
      '"constructor":{"prototype":1}',
      '\u0000',
      '",',
    ].map((text) => Buffer.from(text)),
  );

const replace = (bytes: Buffer, { start, end }: { start: number; end: number }, by: Buffer): Buffer =>
  Buffer.concat([bytes.subarray(0, start), by, bytes.subarray(end)]);

const MUTATIONS: readonly Mutation[] = [
  function flipBit(bytes, random) {
    const flipped = Buffer.from(bytes);
    if (bytes.length === 0) return flipped;
    const at = upTo(random, bytes.length - 1);
    flipped[at] = (flipped[at] ?? 0) ^ (1 << upTo(random, 7));
    return flipped;
  },
  function setByte(bytes, random) {
    const at = upTo(random, bytes.length);
    return replace(bytes, { start: at, end: Math.min(bytes.length, at + 1) }, randomBytes(random, 1));
  },
  function remove(bytes, random) {
    return replace(bytes, stretch(bytes, random), Buffer.alloc(0));
  },
  function repeat(bytes, random) {
    const { start, end } = stretch(bytes, random);
    const copies = Array.from({ length: 1 + upTo(random, 40) }, () => bytes.subarray(start, end));
    return replace(bytes, { start: end, end }, Buffer.concat(copies));
  },
  function insert(bytes, random) {
    const at = upTo(random, bytes.length);
    return replace(bytes, { start: at, end: at }, randomBytes(random, upTo(random, 16)));
  },
  function insertAwkward(bytes, random) {
    const { start, end } = stretch(bytes, random);
    return replace(bytes, { start, end: random() < 0.5 ? start : end }, pick(random, AWKWARD));
  },
  function truncate(bytes, random) {
    return bytes.subarray(0, upTo(random, bytes.length));
  },
  function splice(bytes, random, corpus) {
    const other = pick(random, corpus);
    return Buffer.concat([bytes.subarray(0, upTo(random, bytes.length)), other.subarray(upTo(random, other.length))]);
  },
  function nest(bytes, random) {
    // A field that holds itself, as deep as a kilobyte or so allows: recursion without a bound would end here.
    let inner = bytes.subarray(0, 8);
    for (let depth = 0; depth < 40 + upTo(random, 200); depth++) {
      const field = Buffer.from([
        pick(random, [0x0a, 0x12, 0x2a, 0x32]),
        0x80 | (inner.length & 0x7f),
        inner.length >> 7,
      ]);
      inner = Buffer.concat([field, inner]);
    }
    return replace(bytes, stretch(bytes, random), inner);
  },
];

/** A body no SDK would send; now and then one that it would. */
export function mutate(bytes: Buffer, random: Random, corpus: readonly Buffer[]): Buffer {
  let mutated = bytes;
  const chance = random();
  const count = chance < 0.05 ? 0 : chance < 0.6 ? 1 : 2 + upTo(random, 4);
  for (let done = 0; done < count; done++) mutated = pick(random, MUTATIONS)(mutated, random, corpus);
  // Repeating what was repeated grows without end.
  return mutated.subarray(0, 256 * 1024);
}
