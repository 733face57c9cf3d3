import type { Sampling } from '../../sampling/index.ts';
import type { Traces, WholeTraces } from '../../traces/index.ts';
import type { DaemonHealth } from './daemon-health.ts';
import type { DocumentIngest } from './keeping/document-ingest.ts';

/** What operations answer from. */
export interface XRayParts {
  readonly ingest: Pick<DocumentIngest, 'put'>;
  readonly sampling: Sampling;
  readonly daemonHealth: DaemonHealth;
  readonly traces: Pick<Traces, 'map'>;
  readonly wholeTraces: WholeTraces;
}
