import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { type Compression, createInflater } from './inflate.ts';
import { ZstdInflater } from './zstd.ts';

const MIB = 2 ** 20;
const CAP = 64 * MIB;
const MAGIC = [0x28, 0xb5, 0x2f, 0xfd];
const TEXT = Buffer.from('so it goes, and on, and on, and on');

const u24 = (value: number) => [value & 0xff, (value >> 8) & 0xff, (value >> 16) & 0xff];
const rawBlock = (content: Uint8Array, isLast = true) => [...u24((content.length << 3) | (isLast ? 1 : 0)), ...content];
/** `count` times one byte. */
const runBlock = (count: number, isLast: boolean) => [...u24((count << 3) | 2 | (isLast ? 1 : 0)), 0x41];
/** No content size; a window of 2^(10 + exponent) bytes. */
const frame = (blocks: number[], exponent = 7) => Buffer.from([...MAGIC, 0x00, exponent << 3, ...blocks]);

/** 128 KiB of output for four bytes of input. */
function zstdBomb(outputBytes: number): Buffer {
  const count = outputBytes / 2 ** 17;
  return frame(Array.from({ length: count }, (_, index) => runBlock(2 ** 17, index === count - 1)).flat());
}

const COMPRESSED: Record<Compression, Buffer> = {
  gzip: gzipSync(TEXT),
  deflate: deflateSync(TEXT),
  zstd: frame(rawBlock(TEXT)),
};
const BOMBS: Record<Compression, Buffer> = {
  gzip: gzipSync(new Uint8Array(100 * MIB)),
  deflate: deflateSync(new Uint8Array(100 * MIB)),
  zstd: zstdBomb(100 * MIB),
};
const ALL = Object.keys(COMPRESSED) as Compression[];

describe('inflating', () => {
  const inflater = createInflater();
  afterAll(() => inflater.close());

  it.each(ALL)('%s gives back what was compressed', async (compression) => {
    const result = await inflater.inflate(compression, COMPRESSED[compression], CAP);
    expect(result.ok && Buffer.from(result.bytes).toString()).toBe(TEXT.toString());
  });

  it('asks who comes behind a thousand others to come back, and serves those', async () => {
    const all = Array.from({ length: 1_100 }, () => inflater.inflate('gzip', COMPRESSED.gzip, CAP));
    const outcomes = (await Promise.all(all)).map((result) => (result.ok ? 'ok' : result.reason));
    expect(outcomes.filter((outcome) => outcome === 'busy').length).toBeGreaterThan(90);
    expect(outcomes.filter((outcome) => outcome === 'ok').length).toBeGreaterThan(1_000);
    expect((await inflater.inflate('gzip', COMPRESSED.gzip, CAP)).ok).toBe(true);
  });

  it.each(ALL)('%s: any cut is malformed, so is garbage, so is nothing', async (compression) => {
    const whole = COMPRESSED[compression];
    for (let length = 0; length < whole.length; length++) {
      const result = await inflater.inflate(compression, whole.subarray(0, length), CAP);
      expect(result).toEqual({ ok: false, reason: 'malformed' });
    }
    expect(await inflater.inflate(compression, TEXT, CAP)).toEqual({ ok: false, reason: 'malformed' });
  });

  it.each(ALL)('%s: a bomb of about 100 KiB stops at the cap', async (compression) => {
    const bomb = BOMBS[compression];
    expect(bomb.length).toBeLessThan(110 * 1024);
    const before = process.memoryUsage().rss;
    expect(await inflater.inflate(compression, bomb, MIB)).toEqual({ ok: false, reason: 'too-large' });
    expect(process.memoryUsage().rss - before).toBeLessThan(32 * MIB);
  });

  it.each(ALL)('%s: exactly the cap fits, a byte less does not', async (compression) => {
    expect(await inflater.inflate(compression, COMPRESSED[compression], TEXT.length)).toMatchObject({ ok: true });
    expect(await inflater.inflate(compression, COMPRESSED[compression], TEXT.length - 1)).toEqual({
      ok: false,
      reason: 'too-large',
    });
  });

  it('takes a raw deflate stream for malformed', async () => {
    expect(await inflater.inflate('deflate', deflateRawSync(TEXT), CAP)).toEqual({ ok: false, reason: 'malformed' });
  });
});

describe('zstd', () => {
  const inflater = createInflater();
  afterAll(() => inflater.close());
  const inflate = (bytes: Uint8Array) => inflater.inflate('zstd', bytes, CAP);

  it('reads a frame made by the reference encoder', async () => {
    // seq 1 200 | sed 's/.*/hello trace &/' > t.txt; zstd -19 -c t.txt | base64, zstd 1.5.4
    const base64 =
      'KLUv/WQUC6UHAObUKBSQJ2k1W9Z+v/8fSyMS2b3HrJ4V4C0AIQAaAOKsaIoNQ5wVTalhiLOiKTQMcVY0ZYajeG2lczkMcVY0hAWB' +
      'AACDg0IBAYHAQP//SymllFJKOQxxVjRlGIY4K5oyhiHOiqaIYYizoik3jNdaa6211tpaa6211loppZRSSimdc84555zzBJEZDofD' +
      '4XA4HA7HcRzHcRzHURRFURRFURTvvffee2+Ax6gQaL6/AeClNRBeUT4UDGNUjGFShmFKhjEqeiQiKSRA4iM9siM4YiM06/CcMPAl' +
      'dJbCczQcr6GzFJ6j4XiZ27i7mUlrZtydeTcD7BQmcg5C';
    const result = await inflate(Buffer.from(base64, 'base64'));
    const lines = Array.from({ length: 200 }, (_, index) => `hello trace ${index + 1}\n`);
    expect(result.ok && Buffer.from(result.bytes).toString()).toBe(lines.join(''));
  });

  it('reads frames one after another and skips skippable ones', async () => {
    const skippable = Buffer.from([0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]);
    const result = await inflate(Buffer.concat([COMPRESSED.zstd, skippable, frame([...runBlock(3, true)])]));
    expect(result.ok && Buffer.from(result.bytes).toString()).toBe(`${TEXT}AAA`);
  });

  it.each([
    ['a window of 2 GiB', frame(rawBlock(TEXT), 21), 'too-large'],
    [
      'a declared content of 2^63 bytes',
      Buffer.from([...MAGIC, 0xe0, 0, 0, 0, 0, 0, 0, 0, 0x80, 1, 0, 0]),
      'too-large',
    ],
    ['a dictionary', Buffer.from([...MAGIC, 0x21, 1, 1, 1, 0, 0]), 'malformed'],
    ['the reserved block type', frame([0x07, 0, 0]), 'malformed'],
    ['bytes behind the last frame', Buffer.concat([COMPRESSED.zstd, TEXT]), 'malformed'],
  ])('refuses %s without unpacking', async (_what, bytes, reason) => {
    expect(await inflate(bytes)).toEqual({ ok: false, reason });
  });

  it('takes a broken compressed block for malformed and goes on with the next body', async () => {
    const block = [...u24((6 << 3) | 4 | 1), 0xff, 0xff, 0xff, 0xff, 0xff, 0xff];
    expect(await inflate(frame(block))).toEqual({ ok: false, reason: 'malformed' });
    expect(await inflate(COMPRESSED.zstd)).toMatchObject({ ok: true });
  });

  it('ends a body that takes too long, and the next one works', async () => {
    const impatient = new ZstdInflater(1);
    // The worker's own start takes longer than a millisecond.
    expect(await impatient.inflate(zstdBomb(32 * MIB), CAP)).toEqual({ ok: false, reason: 'malformed' });
    await impatient.close();
    expect(await inflate(COMPRESSED.zstd)).toMatchObject({ ok: true });
  });

  it('turns bodies away when too many wait', async () => {
    const results = await Promise.all(Array.from({ length: 20 }, () => inflate(COMPRESSED.zstd)));
    expect(results.filter((result) => result.ok).length).toBe(16);
    expect(results.filter((result) => !result.ok && result.reason === 'busy').length).toBe(4);
  });
});
