/** A seed for this run: TEST_SEED if set, to replay one, else a new one. Printed, so that a failure can be replayed. */
export function takeSeed(what: string): number {
  const given = Number(process.env.TEST_SEED);
  const seed = process.env.TEST_SEED && Number.isInteger(given) ? given : Math.floor(Math.random() * 2 ** 31);
  process.stderr.write(`${what}: replay with TEST_SEED=${seed}\n`);
  return seed;
}

/** Uniform in [0, 1), the same sequence for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The same values in another order (Fisher and Yates). */
export function shuffled<T>(values: readonly T[], random: () => number): T[] {
  const mixed = [...values];
  for (let at = mixed.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    [mixed[at], mixed[other]] = [mixed[other] as T, mixed[at] as T];
  }
  return mixed;
}
