import { hexFromBytes } from '../../base/hex.ts';
import { cutUtf8 } from '../../base/text.ts';
import { type OccurrenceId, SPAN_ID_BYTES, TRACE_ID_BYTES } from '../../model/ids.ts';
import type { OccurrenceRow } from '../../model/side-rows.ts';
import type { Telling } from '../../model/telling.ts';
import { failureOf } from '../grouping/failure.ts';
import { fingerprintOf, GROUPING_VERSION } from '../grouping/fingerprint.ts';
import { titleOf } from '../grouping/title.ts';
import type { IncomingTelling } from '../occurrence.ts';
import type { ProjectScope } from './scope.ts';

/** A telling with all that joining and storing it need, except its ids. */
export type PreparedRow = Omit<OccurrenceRow, 'occurrenceId' | 'canonicalId' | 'issueId' | 'version'>;

export interface PreparedTelling {
  readonly incoming: IncomingTelling;
  readonly row: PreparedRow;
  /** Hex. */
  readonly identity: string;
  /** Hex. */
  readonly failure: string;
}

/** Source: docs.rollbar.com "Create an item", 2026-07: `environment` has 255 characters at most. */
const ENVIRONMENT_BYTES_MAX = 255;
const SHORT_BYTES_MAX = 1_024;
const LONG_BYTES_MAX = 8_192;

export function prepareTelling(incoming: IncomingTelling, scope: ProjectScope, receivedNs: bigint): PreparedTelling {
  const { telling } = incoming;
  const failure = failureOf(telling);
  return {
    incoming,
    row: { ...scope, ...describeRow(telling), received: receivedNs, failure },
    identity: hexFromBytes(telling.identity),
    failure: hexFromBytes(failure),
  };
}

function describeRow(telling: Telling): Omit<PreparedRow, 'environment' | 'projectId' | 'received' | 'failure'> {
  const short = (text: string) => cutUtf8(text, SHORT_BYTES_MAX);
  const [first] = telling.body.kind === 'exception' ? telling.body.chain : [];
  return {
    teller: telling.teller,
    identity: telling.identity,
    uuid: telling.uuid,
    time: telling.timeNs,
    fingerprint: fingerprintOf(telling),
    groupingVersion: GROUPING_VERSION,
    deploymentEnvironment: cutUtf8(telling.deploymentEnvironment, ENVIRONMENT_BYTES_MAX),
    level: telling.level,
    kind: telling.body.kind,
    type: short(first?.type ?? ''),
    message: cutUtf8(messageOf(telling), LONG_BYTES_MAX),
    title: titleOf(telling),
    traceId: telling.traceId ?? new Uint8Array(TRACE_ID_BYTES),
    spanId: telling.spanId ?? new Uint8Array(SPAN_ID_BYTES),
    service: short(telling.service),
    host: short(telling.host),
    urlPath: short(telling.urlPath),
    url: cutUtf8(telling.url, LONG_BYTES_MAX),
    context: short(telling.context),
    framework: short(telling.framework),
    platform: short(telling.platform),
    language: short(telling.language),
    codeVersion: short(telling.codeVersion),
    personId: short(telling.person.id),
    personName: short(telling.person.name),
    personEmail: short(telling.person.email),
    userIp: short(telling.userIp),
    notifier: short(telling.notifier),
  };
}

function messageOf({ body }: Telling): string {
  switch (body.kind) {
    case 'exception':
      return body.chain[0]?.message ?? '';
    case 'message':
      return body.text;
    case 'crash_report':
      return body.raw;
  }
}

/** The stored row of a new telling. */
export function storedRow(
  { row }: PreparedTelling,
  ids: Pick<OccurrenceRow, 'canonicalId' | 'issueId'> & { readonly occurrenceId: OccurrenceId },
): OccurrenceRow {
  return { ...row, ...ids, version: 1n };
}
