import { hexFromBytes } from '../../base/hex.ts';
import type { OccurrenceRow } from '../../model/side-rows.ts';
import type { SpansOfTrace } from '../occurrence.ts';
import { findRejoined } from './find-clusters.ts';
import { linkClusters } from './link-clusters.ts';
import type { ProjectScope } from './scope.ts';
import type { TakeParts } from './take-batch.ts';
import { readXrayTellings } from './xray-tellings-repo.ts';

/** Spans that tell less than they did. */
export interface Untold {
  readonly spans: readonly SpansOfTrace[];
  /** Identities of the tellings of these spans that hold. */
  readonly holding: readonly Uint8Array[];
}

/** Takes back what X-Ray told of these spans and tells no more. */
export async function takeBack(parts: TakeParts, scope: ProjectScope, { spans, holding }: Untold): Promise<void> {
  const told = await readXrayTellings(parts.store, scope, spans);
  const holds = new Set(holding.map((identity) => hexFromBytes(identity)));
  const gone = told.filter(({ identity }) => !holds.has(hexFromBytes(identity)));
  if (gone.length > 0) await takeBackRows(parts, scope, gone);
}

/** Takes these tellings back, and joins anew whom that leaves behind. */
export async function takeBackRows(
  parts: TakeParts,
  scope: ProjectScope,
  gone: readonly OccurrenceRow[],
): Promise<void> {
  const clusters = await findRejoined(parts.store, scope, gone, parts.spans);
  await linkClusters(parts, scope, clusters, {
    gone: gone.map((row) => ({ ...row, version: row.version + 1n, canonicalId: 0 as const })),
  });
}
