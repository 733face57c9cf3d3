import type { Clock } from '../base/clock.ts';
import { cutUtf8 } from '../base/text.ts';
import type { EnvironmentId } from '../model/ids.ts';
import type { Rejection, RejectionReason } from '../model/rejections.ts';
import type { Door } from './door.ts';

/** A record that was left out, as far as its door tells of it. */
export interface RefusedRecord {
  readonly atMs: number;
  readonly door: Door;
  readonly reason: RejectionReason;
  /** In the door's own words; '' where it has none. */
  readonly detail: string;
  /** The beginning of the record; '' where the door does not tell. */
  readonly text: string;
  /** Address it came from; '' where the door does not tell. */
  readonly from: string;
}

export interface RefusedCount {
  readonly door: Door;
  readonly reason: RejectionReason;
  readonly count: number;
}

/** Of one address that sends datagrams, whose sender hears nothing of their fate. */
export interface DatagramSource {
  readonly from: string;
  readonly received: number;
  readonly rejected: number;
  readonly spilled: number;
  readonly lastMs: number;
}

/** What one environment was sent and did not keep, since this process began. */
export interface RefusalsOf {
  readonly sinceMs: number;
  readonly counts: readonly RefusedCount[];
  /** The newest first. */
  readonly last: readonly RefusedRecord[];
  /** The last heard first. */
  readonly sources: readonly DatagramSource[];
}

/** Remembers what was refused, for whoever wonders where their data is. In memory: `/metrics` counts it all. */
export interface Refusals {
  note(environment: EnvironmentId, door: Door, rejected: readonly Omit<Rejection, 'index'>[]): void;
  /** Counts a datagram from an address. */
  heard(environment: EnvironmentId, from: string, what: 'received' | 'spilled'): void;
  of(environment: EnvironmentId): RefusalsOf;
}

const LAST_MAX = 100;
const TEXT_BYTES_MAX = 1_024;
const DETAIL_BYTES_MAX = 256;
const SOURCES_MAX = 1_000;

interface Kept {
  readonly counts: Map<string, { door: Door; reason: RejectionReason; count: number }>;
  /** The oldest first. */
  readonly last: RefusedRecord[];
  /** The last heard last. */
  readonly sources: Map<string, { received: number; rejected: number; spilled: number; lastMs: number }>;
}

export function createRefusals(clock: Clock): Refusals {
  const sinceMs = clock.nowMs();
  // As many as environments: only what was authenticated comes here.
  const environments = new Map<EnvironmentId, Kept>();
  const keptOf = (environment: EnvironmentId): Kept => {
    const kept = environments.get(environment) ?? { counts: new Map(), last: [], sources: new Map() };
    environments.set(environment, kept);
    return kept;
  };
  return {
    note(environment, door, rejected) {
      if (rejected.length === 0) return;
      const { counts, last, sources } = keptOf(environment);
      const atMs = clock.nowMs();
      for (const { reason, from = '' } of rejected) {
        const source = sources.get(from);
        if (source) source.rejected += 1;
        const counted = counts.get(`${door} ${reason}`) ?? { door, reason, count: 0 };
        counted.count += 1;
        counts.set(`${door} ${reason}`, counted);
      }
      for (const { reason, detail = '', text = '', from = '' } of rejected.slice(-LAST_MAX)) {
        const cut = { detail: cutUtf8(detail, DETAIL_BYTES_MAX), text: cutUtf8(text, TEXT_BYTES_MAX) };
        last.push({ atMs, door, reason, from, ...cut });
      }
      last.splice(0, last.length - LAST_MAX);
    },
    heard(environment, from, what) {
      const { sources } = keptOf(environment);
      const source = sources.get(from) ?? { received: 0, rejected: 0, spilled: 0, lastMs: 0 };
      source[what] += 1;
      source.lastMs = clock.nowMs();
      sources.delete(from);
      sources.set(from, source);
      const [oldest] = sources.keys();
      if (sources.size > SOURCES_MAX && oldest !== undefined) sources.delete(oldest);
    },
    of(environment) {
      const kept = environments.get(environment);
      return {
        sinceMs,
        counts: [...(kept?.counts.values() ?? [])].sort((a, b) => b.count - a.count),
        last: [...(kept?.last ?? [])].reverse(),
        sources: [...(kept?.sources ?? [])].map(([from, source]) => ({ from, ...source })).reverse(),
      };
    },
  };
}
