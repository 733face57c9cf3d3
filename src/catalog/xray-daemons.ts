import type { Clock } from '../base/clock.ts';
import type { Control } from '../control/index.ts';
import type { EnvironmentId } from '../model/ids.ts';
import { addDaemonCounts, dropOldestDaemons, readDaemons } from './xray-daemons-repo.ts';

/** Segments by what became of them, and requests that failed by why. Source: X-Ray API model 2016-04-12, TelemetryRecord. */
export interface DaemonCounts {
  readonly received: number;
  readonly sent: number;
  readonly spilled: number;
  readonly rejected: number;
  readonly timeouts: number;
  readonly connectionsRefused: number;
  readonly http4xx: number;
  readonly http5xx: number;
  readonly unknownHosts: number;
  readonly otherErrors: number;
}

/** As a daemon names itself; '' where it does not. */
export interface DaemonName {
  readonly hostname: string;
  readonly resourceArn: string;
  readonly instanceId: string;
}

export interface XRayDaemon extends DaemonName, DaemonCounts {
  readonly firstHeardMs: number;
  readonly lastHeardMs: number;
  readonly recordCount: number;
}

/** What X-Ray daemons tell of themselves: segments that never came here among it. */
export interface XRayDaemons {
  /** Adds records that one daemon sent together. */
  note(environment: EnvironmentId, name: DaemonName, records: readonly DaemonCounts[]): Promise<void>;
  /** The last heard first; at most `DAEMONS_MAX`. */
  list(environment: EnvironmentId): Promise<readonly XRayDaemon[]>;
}

/** Of one environment: a client that makes up names must not fill the control store. */
const DAEMONS_MAX = 1_000;

export function createXRayDaemons({ control, clock }: { control: Control; clock: Clock }): XRayDaemons {
  return {
    async note(environment, { hostname, resourceArn, instanceId }, records) {
      if (records.length === 0) return;
      const nowMs = clock.nowMs();
      const sum = (read: (counts: DaemonCounts) => number) => records.reduce((total, each) => total + read(each), 0);
      await control.transaction(async (trx) => {
        await addDaemonCounts(trx, {
          environment_id: environment,
          hostname,
          resource_arn: resourceArn,
          instance_id: instanceId,
          first_heard_ms: nowMs,
          last_heard_ms: nowMs,
          record_count: records.length,
          received: sum(({ received }) => received),
          sent: sum(({ sent }) => sent),
          spilled: sum(({ spilled }) => spilled),
          rejected: sum(({ rejected }) => rejected),
          timeouts: sum(({ timeouts }) => timeouts),
          connections_refused: sum(({ connectionsRefused }) => connectionsRefused),
          http_4xx: sum(({ http4xx }) => http4xx),
          http_5xx: sum(({ http5xx }) => http5xx),
          unknown_hosts: sum(({ unknownHosts }) => unknownHosts),
          other_errors: sum(({ otherErrors }) => otherErrors),
        });
        await dropOldestDaemons(trx, environment, DAEMONS_MAX);
      });
    },
    async list(environment) {
      return (await readDaemons(control.db, environment)).map((row) => ({
        hostname: row.hostname,
        resourceArn: row.resource_arn,
        instanceId: row.instance_id,
        firstHeardMs: row.first_heard_ms,
        lastHeardMs: row.last_heard_ms,
        recordCount: row.record_count,
        received: row.received,
        sent: row.sent,
        spilled: row.spilled,
        rejected: row.rejected,
        timeouts: row.timeouts,
        connectionsRefused: row.connections_refused,
        http4xx: row.http_4xx,
        http5xx: row.http_5xx,
        unknownHosts: row.unknown_hosts,
        otherErrors: row.other_errors,
      }));
    },
  };
}
