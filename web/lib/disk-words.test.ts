import { describe, expect, it } from 'vitest';
import type { StatusResponse } from '../../src/api/contract/index.ts';
import { diskWords } from './disk-words.ts';

const GIB = 2 ** 30;
const disk = (values: Partial<StatusResponse['disk']>): StatusResponse => ({
  disk: {
    level: 'ok',
    cause: 'disk',
    usedBytes: 50 * GIB,
    availableBytes: 50 * GIB,
    telemetryBytes: GIB,
    telemetryBytesMax: null,
    ...values,
  },
});

describe('what is said of the disk', () => {
  it('is nothing while there is room', () => {
    expect(diskWords(disk({}))).toBeUndefined();
  });

  it('is how full it is, never rounded up to a level it has not reached', () => {
    const nearly = disk({ level: 'warn', usedBytes: 94.9 * GIB, availableBytes: 5.1 * GIB });
    expect(diskWords(nearly)).toMatchObject({ isFull: false, title: 'The disk is 94 % full, 5.10 GiB are left' });
    const full = disk({ level: 'full', usedBytes: 96 * GIB, availableBytes: 4 * GIB });
    expect(diskWords(full)).toMatchObject({
      isFull: true,
      title: 'Senders are being refused: the disk is 96 % full, 4.00 GiB are left',
    });
  });

  it('names the limit where that is the cause', () => {
    const limit = { cause: 'limit', telemetryBytesMax: 20 * GIB } as const;
    expect(diskWords(disk({ level: 'warn', ...limit }))?.title).toBe(
      'Today alone takes most of COMBRAY_DISK_MAX (20.0 GiB)',
    );
    expect(diskWords(disk({ level: 'full', ...limit }))).toMatchObject({
      isFull: true,
      title: 'Senders are being refused: today alone takes COMBRAY_DISK_MAX (20.0 GiB)',
    });
  });
});
