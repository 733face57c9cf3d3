import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { silentLog } from '../base/log.ts';
import { type Ballast, ballastBytes, createBallast } from './ballast.ts';
import { createDiskGuard, type DiskGuard } from './disk-guard.ts';

const BALLAST = 2;

let usedBytes: number;
let heldBytes: number;
let readError: Error | undefined;
let guard: DiskGuard;

/** Of a disk of 100 bytes, on which the ballast takes two. */
const ballast: Ballast = {
  missingBytes: () => BALLAST - heldBytes,
  release: () => {
    heldBytes = 0;
  },
  restore: async () => {
    heldBytes = BALLAST;
  },
};

function open(telemetryBytesMax?: number): DiskGuard {
  return createDiskGuard({
    readSpace: async () => {
      if (readError) throw readError;
      const used = usedBytes + heldBytes;
      return { usedBytes: used, availableBytes: 100 - used };
    },
    ballast,
    telemetryBytesMax,
    log: silentLog,
  });
}

const refusal = () => {
  try {
    guard.requireSpace();
    return undefined;
  } catch (error) {
    return (error as { code: string }).code;
  }
};

beforeEach(() => {
  vi.useFakeTimers();
  [usedBytes, heldBytes, readError] = [50, 0, undefined];
  guard = open();
});
afterEach(async () => {
  await guard.close();
  vi.useRealTimers();
});

describe('the disk guard', () => {
  it('refuses from 95 % on and takes in again below 94 %, by itself', async () => {
    await guard.start();
    expect([guard.state().level, refusal()]).toEqual(['ok', undefined]);
    usedBytes = 84;
    await vi.advanceTimersByTimeAsync(2_000);
    expect([guard.state().level, refusal()]).toEqual(['warn', undefined]);
    usedBytes = 93;
    await vi.advanceTimersByTimeAsync(250);
    expect([guard.state().level, refusal()]).toEqual(['full', 'disk-full']);
    usedBytes = 92;
    await vi.advanceTimersByTimeAsync(250);
    expect(refusal()).toBe('disk-full');
    usedBytes = 91;
    await vi.advanceTimersByTimeAsync(250);
    expect([guard.state().level, refusal()]).toEqual(['warn', undefined]);
  });

  it('goes on with what it knew while the disk cannot be read', async () => {
    usedBytes = 99;
    await guard.start();
    readError = new Error('EIO');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(refusal()).toBe('disk-full');
    [readError, usedBytes] = [undefined, 10];
    await vi.advanceTimersByTimeAsync(1_000);
    expect(refusal()).toBeUndefined();
  });

  it('holds the ballast while there is room, and counts it as used also while it is away', async () => {
    await guard.start();
    expect([heldBytes, guard.state().usedBytes]).toEqual([BALLAST, 52]);
    usedBytes = 93;
    await vi.advanceTimersByTimeAsync(2_000);
    expect([heldBytes, guard.state().usedBytes]).toEqual([BALLAST, 95]);
    await guard.makeRoom(async () => {
      expect(heldBytes).toBe(0);
    });
    expect([heldBytes, guard.state().usedBytes, refusal()]).toEqual([0, 95, 'disk-full']);
    await guard.makeRoom(async () => {
      usedBytes = 60;
    });
    expect([heldBytes, guard.state().usedBytes, refusal()]).toEqual([BALLAST, 62, undefined]);
  });

  it('leaves the ballast alone while the disk is not full', async () => {
    await guard.start();
    await guard.makeRoom(async () => {
      expect(heldBytes).toBe(BALLAST);
    });
  });

  it('gives the ballast back for a start on a disk with nothing left', async () => {
    [usedBytes, heldBytes] = [98, BALLAST];
    await guard.start();
    expect([heldBytes, refusal()]).toEqual([0, 'disk-full']);
    usedBytes = 10;
    await vi.advanceTimersByTimeAsync(250);
    expect([heldBytes, refusal()]).toEqual([BALLAST, undefined]);
  });

  it('refuses while the current day alone fills the limit', async () => {
    guard = open(1_000);
    await guard.start();
    guard.noteTelemetry({ bytes: 1_000, todayBytes: 849 });
    expect([guard.state().level, refusal()]).toEqual(['ok', undefined]);
    guard.noteTelemetry({ bytes: 1_000, todayBytes: 850 });
    expect([guard.state().level, guard.state().diskLevel, refusal()]).toEqual(['warn', 'ok', undefined]);
    guard.noteTelemetry({ bytes: 1_000, todayBytes: 950 });
    expect([guard.state().level, refusal()]).toEqual(['full', 'disk-full']);
    guard.noteTelemetry({ bytes: 1_000, todayBytes: 1 });
    expect([guard.state().level, refusal()]).toEqual(['ok', undefined]);
  });
});

describe('the ballast', () => {
  const path = join(mkdtempSync(join(tmpdir(), 'combray-ballast-')), 'ballast');
  afterEach(() => rmSync(path, { force: true }));

  it('is 64 MiB, or 2 % of a small disk', () => {
    expect(ballastBytes(2 ** 40)).toBe(64 * 2 ** 20);
    expect(ballastBytes(100 * 2 ** 20)).toBe(2 * 2 ** 20);
  });

  it('really takes up its room, and is mended when it was cut', async () => {
    const bytes = 3 * 2 ** 20 + 5;
    const file = createBallast(path, bytes);
    expect(file.missingBytes()).toBe(bytes);
    await file.restore();
    const { size, blocks } = statSync(path);
    expect(size).toBe(bytes);
    expect(blocks * 512).toBeGreaterThanOrEqual(bytes);
    expect(file.missingBytes()).toBe(0);
    writeFileSync(path, 'cut');
    expect(file.missingBytes()).toBe(bytes - 3);
    await file.restore();
    expect(statSync(path).size).toBe(bytes);
    file.release();
    file.release();
    expect(file.missingBytes()).toBe(bytes);
  });

  it('leaves nothing behind where it cannot be written', async () => {
    const nowhere = createBallast(join(path, 'no', 'such'), 10);
    await expect(nowhere.restore()).rejects.toMatchObject({ code: 'ENOENT' });
    expect(nowhere.missingBytes()).toBe(10);
  });
});
