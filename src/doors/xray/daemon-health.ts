import { Counter, type Registry } from 'prom-client';
import type { DaemonCounts, DaemonName, XRayDaemons } from '../../catalog/index.ts';
import type { EnvironmentId } from '../../model/ids.ts';

/** Keeps what daemons say of themselves (PutTelemetryRecords) by daemon, and counts it in `/metrics`. */
export interface DaemonHealth {
  note(environment: EnvironmentId, daemon: DaemonName, records: readonly DaemonCounts[]): Promise<void>;
}

const SEGMENTS = ['received', 'sent', 'spilled', 'rejected'] as const satisfies (keyof DaemonCounts)[];
const ERRORS = {
  timeouts: 'timeout',
  connectionsRefused: 'connection-refused',
  http4xx: 'http-4xx',
  http5xx: 'http-5xx',
  unknownHosts: 'unknown-host',
  otherErrors: 'other',
} as const satisfies Partial<Record<keyof DaemonCounts, string>>;

export function createDaemonHealth(registry: Registry, daemons: XRayDaemons): DaemonHealth {
  const segments = new Counter({
    name: 'combray_xray_daemon_segments_total',
    help: 'Segments as X-Ray daemons count them, by outcome.',
    labelNames: ['outcome'],
    registers: [registry],
  });
  const errors = new Counter({
    name: 'combray_xray_daemon_connection_errors_total',
    help: 'Failed requests as X-Ray daemons count them, by kind.',
    labelNames: ['kind'],
    registers: [registry],
  });
  return {
    async note(environment, daemon, records) {
      await daemons.note(environment, daemon, records);
      for (const record of records) {
        for (const outcome of SEGMENTS) segments.inc({ outcome }, record[outcome]);
        for (const [name, kind] of Object.entries(ERRORS)) errors.inc({ kind }, record[name as keyof typeof ERRORS]);
      }
    },
  };
}
