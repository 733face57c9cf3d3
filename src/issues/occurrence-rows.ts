import type { EnvironmentId, IssueId, OccurrenceId, ProjectId } from '../model/ids.ts';
import { SPAN_ID_BYTES, TRACE_ID_BYTES } from '../model/ids.ts';
import type { OccurrenceRow } from '../model/side-rows.ts';
import type { Level, Teller, ToldBody } from '../model/telling.ts';
import type { SqlRow } from '../store/index.ts';

/** All columns of the table `occurrences`; bytes leave the engine as hex. */
export const OCCURRENCE_COLUMNS = `environment, project_id, occurrence_id, version, canonical_id, issue_id, teller,
  lower(hex(identity)) AS identity_hex, uuid, time, received, lower(hex(failure)) AS failure_hex, fingerprint,
  grouping_version, deployment_environment, level, kind, type, message, title, lower(hex(trace_id)) AS trace_hex,
  lower(hex(span_id)) AS span_hex, service, host, url_path, url, context, framework, platform, language, code_version,
  person_id, person_name, person_email, user_ip, notifier`;

export function occurrenceRowOf(row: SqlRow): OccurrenceRow {
  const text = (name: string) => String(row[name]);
  const bytes = (name: string) => Uint8Array.from(Buffer.from(text(name), 'hex'));
  return {
    environment: Number(row.environment) as EnvironmentId,
    projectId: Number(row.project_id) as ProjectId,
    occurrenceId: Number(row.occurrence_id) as OccurrenceId,
    version: BigInt(text('version')),
    canonicalId: Number(row.canonical_id) as OccurrenceId,
    issueId: Number(row.issue_id) as IssueId,
    teller: text('teller') as Teller,
    identity: bytes('identity_hex'),
    uuid: text('uuid'),
    time: BigInt(text('time')),
    received: BigInt(text('received')),
    failure: bytes('failure_hex'),
    fingerprint: text('fingerprint'),
    groupingVersion: Number(row.grouping_version),
    deploymentEnvironment: text('deployment_environment'),
    level: text('level') as Level,
    kind: text('kind') as ToldBody['kind'],
    type: text('type'),
    message: text('message'),
    title: text('title'),
    traceId: bytes('trace_hex'),
    spanId: bytes('span_hex'),
    service: text('service'),
    host: text('host'),
    urlPath: text('url_path'),
    url: text('url'),
    context: text('context'),
    framework: text('framework'),
    platform: text('platform'),
    language: text('language'),
    codeVersion: text('code_version'),
    personId: text('person_id'),
    personName: text('person_name'),
    personEmail: text('person_email'),
    userIp: text('user_ip'),
    notifier: text('notifier'),
  };
}

export const NO_TRACE = '0'.repeat(2 * TRACE_ID_BYTES);
export const NO_SPAN = '0'.repeat(2 * SPAN_ID_BYTES);
