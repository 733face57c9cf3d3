import type { Log } from '../base/log.ts';
import { type Loop, startLoop } from '../base/loop.ts';
import { MS_PER_SECOND } from '../base/time.ts';
import { type DiskLevel, diskLevel, worseLevel } from '../model/disk.ts';
import { CombrayError } from '../model/errors.ts';
import type { Ballast } from './ballast.ts';
import type { DiskSpace, ReadDiskSpace } from './disk-space.ts';

/** A look costs microseconds. Near the end a fast sender fills a small disk within a second. */
const LOOK_EVERY_MS = 2 * MS_PER_SECOND;
const LOOK_CLOSELY_EVERY_MS = MS_PER_SECOND / 4;

/** What telemetry takes up, by the engine's own count. */
export interface TelemetrySpace {
  /** All days. */
  readonly bytes: number;
  /** The current day, which is never dropped. */
  readonly todayBytes: number;
}

export interface DiskState {
  /** The worse of the two below. */
  readonly level: DiskLevel;
  /** By how full the disk is. */
  readonly diskLevel: DiskLevel;
  /** By what the current day alone takes of `telemetryBytesMax`. */
  readonly limitLevel: DiskLevel;
  readonly usedBytes: number;
  /** Without the ballast's place: that is never free. */
  readonly availableBytes: number;
  /** 0 until it has been measured. */
  readonly telemetryBytes: number;
  /** `COMBRAY_DISK_MAX`; undefined: no limit but the disk. */
  readonly telemetryBytesMax: number | undefined;
}

/** Knows how full the disk is, and refuses senders before it is. Until `start`, nothing is known, which counts as room. */
export interface DiskGuard {
  /** Takes a first look, puts the ballast where it belongs, and watches from then on. */
  start(): Promise<void>;
  state(): DiskState;
  /** Throws `disk-full` while nothing more may be taken in. */
  requireSpace(): void;
  noteTelemetry(space: TelemetrySpace): void;
  /** Runs what gives space back; on a full disk the ballast makes room for it, and comes back when it may. */
  makeRoom<T>(work: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export interface DiskGuardOptions {
  readonly readSpace: ReadDiskSpace;
  /** Undefined where the disk is another machine's. */
  readonly ballast: Ballast | undefined;
  readonly telemetryBytesMax: number | undefined;
  readonly log: Log;
}

/** With less left, not even a start succeeds: it writes a few files of its own. */
const START_BYTES_MIN = 16 * 2 ** 20;

export function createDiskGuard(options: DiskGuardOptions): DiskGuard {
  return new WatchingDiskGuard(options);
}

class WatchingDiskGuard implements DiskGuard {
  readonly #options: DiskGuardOptions;
  #space: DiskSpace = { usedBytes: 0, availableBytes: 0 };
  #telemetry: TelemetrySpace = { bytes: 0, todayBytes: 0 };
  #diskLevel: DiskLevel = 'ok';
  #limitLevel: DiskLevel = 'ok';
  #isReadable = true;
  #loop: Loop | undefined;

  constructor(options: DiskGuardOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    await this.#look();
    if (this.#diskLevel !== 'full') await this.#restoreBallast();
    else if (this.#space.availableBytes < START_BYTES_MIN) this.#options.ballast?.release();
    this.#loop = startLoop(
      () => this.#look(),
      () => (this.#diskLevel === 'ok' ? LOOK_EVERY_MS : LOOK_CLOSELY_EVERY_MS),
    );
  }

  state(): DiskState {
    return {
      level: worseLevel(this.#diskLevel, this.#limitLevel),
      diskLevel: this.#diskLevel,
      limitLevel: this.#limitLevel,
      ...this.#space,
      telemetryBytes: this.#telemetry.bytes,
      telemetryBytesMax: this.#options.telemetryBytesMax,
    };
  }

  requireSpace(): void {
    if (this.#diskLevel === 'full') {
      throw new CombrayError('disk-full', 'the disk of the server is full; send this again later');
    }
    if (this.#limitLevel === 'full') {
      throw new CombrayError('disk-full', 'one day of telemetry takes all of COMBRAY_DISK_MAX; send this again later');
    }
  }

  noteTelemetry(space: TelemetrySpace): void {
    this.#telemetry = space;
    const { telemetryBytesMax, log } = this.#options;
    if (telemetryBytesMax === undefined) return;
    const before = this.#limitLevel;
    this.#limitLevel = diskLevel(space.todayBytes / telemetryBytesMax, before);
    if (this.#limitLevel === before) return;
    log.warn({ limit: this.#limitLevel, telemetryBytesMax, ...space }, 'what today takes of COMBRAY_DISK_MAX changed');
  }

  async makeRoom<T>(work: () => Promise<T>): Promise<T> {
    const { ballast } = this.#options;
    await this.#look();
    if (this.#diskLevel !== 'full') return work();
    ballast?.release();
    try {
      return await work();
    } finally {
      // Restores the ballast if the disk is no longer full.
      await this.#look();
    }
  }

  async close(): Promise<void> {
    await this.#loop?.close();
  }

  async #look(): Promise<void> {
    const { readSpace, ballast, log } = this.#options;
    try {
      const { usedBytes, availableBytes } = await readSpace();
      // The ballast counts as used also while it is away: else releasing it would end the state it was released for.
      const missingBytes = ballast?.missingBytes() ?? 0;
      this.#space = { usedBytes: usedBytes + missingBytes, availableBytes: Math.max(0, availableBytes - missingBytes) };
      this.#isReadable = true;
    } catch (error) {
      // Of a ClickHouse server that is away, whoever watches it tells.
      if (this.#isReadable && !(error instanceof CombrayError))
        log.warn({ err: error }, 'the free space of the disk cannot be read');
      this.#isReadable = false;
      return;
    }
    const before = this.#diskLevel;
    this.#diskLevel = diskLevel(shareOf(this.#space), before);
    if (this.#diskLevel === before) return;
    log.warn({ disk: this.#diskLevel, ...this.#space }, LEVEL_WORDS[this.#diskLevel]);
    if (before === 'full') await this.#restoreBallast();
  }

  async #restoreBallast(): Promise<void> {
    try {
      await this.#options.ballast?.restore();
    } catch (error) {
      this.#options.log.warn(
        { err: error },
        'the ballast file was not written; it is tried again when a full disk has room',
      );
    }
  }
}

const LEVEL_WORDS: Readonly<Record<DiskLevel, string>> = {
  ok: 'the disk has room again',
  warn: 'the disk is nearly full',
  full: 'the disk is full; senders are asked to come back later',
};

function shareOf({ usedBytes, availableBytes }: DiskSpace): number {
  const bytes = usedBytes + availableBytes;
  return bytes === 0 ? 0 : usedBytes / bytes;
}
