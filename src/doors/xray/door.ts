import type { FastifyInstance } from 'fastify';
import type { Registry } from 'prom-client';
import type { RouteGuard } from '../../access/index.ts';
import type { AddressSet } from '../../base/address-set.ts';
import type { Clock } from '../../base/clock.ts';
import type { Inflater } from '../../base/inflate.ts';
import type { Log } from '../../base/log.ts';
import type { XRayDaemons } from '../../catalog/index.ts';
import type { Intake, Refusals } from '../../intake/index.ts';
import { CombrayError } from '../../model/errors.ts';
import type { BodyLimits, RecordLimits } from '../../model/limits.ts';
import { createSampling } from '../../sampling/index.ts';
import type { Segments } from '../../traces/index.ts';
import { xrayApi } from './api.ts';
import { type DaemonEnvironment, daemonRoutes } from './daemon.ts';
import { createDaemonHealth } from './daemon-health.ts';
import { readDatagram } from './datagram.ts';
import { createDocumentIngest } from './keeping/document-ingest.ts';
import { DocumentKeeper } from './keeping/document-keeper.ts';
import { PATIENCE, startSettling } from './keeping/settling.ts';
import type { XRayParts } from './parts.ts';

export interface XRayDoorOptions extends Pick<XRayParts, 'traces' | 'wholeTraces'> {
  readonly bodyLimits: BodyLimits;
  readonly recordLimits: RecordLimits;
  readonly retentionMs: number;
  /** Of documents that wait to be written. */
  readonly queueBytesMax: number;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
  readonly intake: Intake;
  readonly segments: Segments;
  readonly daemons: XRayDaemons;
  readonly refusals: Pick<Refusals, 'heard'>;
  readonly inflater: Inflater;
  readonly registry: Registry;
  readonly onBug: () => void;
  /** Throws where the disk has no room for what senders send. */
  readonly requireSpace: () => void;
  /** Whom the daemon's port listens to. */
  readonly allowed: AddressSet;
  /** Where everything goes that comes to the daemon's port; undefined while there is no environment of its name. */
  readonly daemonEnvironment: () => DaemonEnvironment | undefined;
}

/** Of a refused datagram, for people who look for it. */
const REFUSED_BYTES_MAX = 2_048;

export interface XRayDoor {
  /** Puts the API on the HTTP port. */
  mountApi(app: FastifyInstance, guard: Pick<RouteGuard, 'authorizeAws'>): Promise<void>;
  /** Makes an application of its own the daemon's port. */
  mountDaemon(app: FastifyInstance): Promise<void>;
  /** Takes a datagram from this address; never throws. */
  takeDatagram(bytes: Buffer, address: string): void;
  /** Counts datagrams that were thrown away before they came here. */
  spillDatagrams(count: number): void;
  /** Keeps what was taken, takes no more. */
  close(): Promise<void>;
}

/** X-Ray's door on both ports: one ingest, one table of operations. */
export function openXRayDoor(options: XRayDoorOptions): XRayDoor {
  const { intake, refusals, segments, clock, log } = options;
  const keeper = new DocumentKeeper({ ...options, limits: options.recordLimits, patience: PATIENCE });
  const ingest = createDocumentIngest({ ...options, keeper });
  const settling = startSettling({ keeper, segments, clock, log });
  const parts: XRayParts = {
    ingest,
    sampling: createSampling(options),
    daemonHealth: createDaemonHealth(options.registry, options.daemons),
    traces: options.traces,
    wholeTraces: options.wholeTraces,
  };
  const environmentOf = options.daemonEnvironment;
  return {
    mountApi: async (app, guard) => void (await app.register(xrayApi, { ...options, guard, parts })),
    mountDaemon: async (app) => void (await app.register(daemonRoutes, { ...options, environmentOf, parts })),
    takeDatagram(bytes, address) {
      intake.received('xray_udp', 1);
      const environment = known(environmentOf)?.environment;
      const heard = (what: 'received' | 'spilled') => {
        if (environment !== undefined) refusals.heard(environment, address, what);
      };
      heard('received');
      const read = options.allowed.has(address)
        ? readDatagram(bytes)
        : ({ ok: false, reason: 'address-foreign' } as const);
      if (!read.ok) {
        const text = read.reason === 'address-foreign' ? '' : bytes.toString('utf8', 0, REFUSED_BYTES_MAX);
        intake.rejected('xray_udp', { reason: read.reason, from: address, text }, environment);
      } else if (environment === undefined) intake.spilled('xray_udp', 1);
      else if (!ingest.offer(environment, read.document, address)) heard('spilled');
    },
    spillDatagrams(count) {
      intake.received('xray_udp', count);
      intake.spilled('xray_udp', count);
    },
    async close() {
      await ingest.close();
      await settling.close();
    },
  };
}

/** Undefined also while the control store has not been reached. */
function known<T>(find: () => T | undefined): T | undefined {
  try {
    return find();
  } catch (error) {
    if (error instanceof CombrayError) return undefined;
    throw error;
  }
}
