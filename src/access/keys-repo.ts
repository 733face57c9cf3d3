import type { ControlDb, ControlTransaction } from '../control/index.ts';
import type { KeyKind, Permission } from '../model/credentials.ts';
import type { ProjectId } from '../model/ids.ts';
import type { TokenRateLimit } from './principal.ts';

/** A key as it is kept. */
export interface Key {
  readonly id: string;
  readonly kind: KeyKind;
  readonly teamId: string;
  readonly environmentId: number | null;
  readonly projectId: ProjectId | null;
  readonly name: string;
  readonly permissions: readonly Permission[];
  readonly rateLimit: TokenRateLimit | undefined;
  readonly hint: string;
  readonly createdAtMs: number;
  readonly createdBy: string;
  readonly lastUsedAtMs: number | null;
  readonly revokedAtMs: number | null;
}

const COLUMNS = [
  'id',
  'kind',
  'team_id',
  'environment_id',
  'project_id',
  'name',
  'permissions',
  'rate_limit_window_size',
  'rate_limit_window_count',
  'hint',
  'created_at_ms',
  'created_by',
  'last_used_at_ms',
  'revoked_at_ms',
] as const;

/** What is kept of a key's text: its hash, and for some kinds the text itself, sealed. */
interface KeptText {
  readonly textHash: string;
  readonly sealedText: string | null;
}

type NewKey = Key & KeptText;

export async function insertKey(trx: ControlTransaction, key: NewKey): Promise<void> {
  await trx
    .insertInto('key')
    .values({
      id: key.id,
      kind: key.kind,
      team_id: key.teamId,
      environment_id: key.environmentId,
      project_id: key.projectId,
      name: key.name,
      permissions: JSON.stringify(key.permissions),
      text_hash: key.textHash,
      sealed_text: key.sealedText,
      rate_limit_window_size: key.rateLimit?.windowSeconds ?? null,
      rate_limit_window_count: key.rateLimit?.count ?? null,
      hint: key.hint,
      created_at_ms: key.createdAtMs,
      created_by: key.createdBy,
      last_used_at_ms: key.lastUsedAtMs,
      revoked_at_ms: key.revokedAtMs,
    })
    .execute();
}

/** Keys of one environment and the team's management keys: valid ones first, newest first. */
export async function readKeysOfEnvironment(db: ControlDb, teamId: string, environmentId: number): Promise<Key[]> {
  const rows = await db
    .selectFrom('key')
    .select(COLUMNS)
    .where('team_id', '=', teamId)
    .where(({ or, eb }) => or([eb('environment_id', '=', environmentId), eb('environment_id', 'is', null)]))
    .orderBy(({ eb }) => eb.case().when('revoked_at_ms', 'is', null).then(0).else(1).end())
    .orderBy('created_at_ms', 'desc')
    .orderBy('id', 'desc')
    .execute();
  return rows.map(keyFromRow);
}

/** Every key that is not revoked, with what is kept of its text. */
export async function readValidKeys(db: ControlDb): Promise<(Key & KeptText)[]> {
  const rows = await db
    .selectFrom('key')
    .select([...COLUMNS, 'text_hash', 'sealed_text'])
    .where('revoked_at_ms', 'is', null)
    .execute();
  return rows.map((row) => ({ ...keyFromRow(row), textHash: row.text_hash, sealedText: row.sealed_text }));
}

/** A key that is valid and seen from that environment; undefined otherwise. */
export async function findValidKey(
  db: ControlTransaction,
  at: { teamId: string; environmentId: number; keyId: string },
): Promise<Key | undefined> {
  const row = await db
    .selectFrom('key')
    .select(COLUMNS)
    .where('id', '=', at.keyId)
    .where('team_id', '=', at.teamId)
    .where(({ or, eb }) => or([eb('environment_id', '=', at.environmentId), eb('environment_id', 'is', null)]))
    .where('revoked_at_ms', 'is', null)
    .executeTakeFirst();
  return row && keyFromRow(row);
}

export async function markKeyRevoked(trx: ControlTransaction, keyId: string, nowMs: number): Promise<void> {
  await trx.updateTable('key').set({ revoked_at_ms: nowMs }).where('id', '=', keyId).execute();
}

export async function markKeyUsed(trx: ControlTransaction, keyId: string, atMs: number): Promise<void> {
  await trx.updateTable('key').set({ last_used_at_ms: atMs }).where('id', '=', keyId).execute();
}

interface KeyRow {
  id: string;
  kind: string;
  team_id: string;
  environment_id: number | null;
  project_id: number | null;
  name: string;
  permissions: string;
  rate_limit_window_size: number | null;
  rate_limit_window_count: number | null;
  hint: string;
  created_at_ms: number;
  created_by: string;
  last_used_at_ms: number | null;
  revoked_at_ms: number | null;
}

function rateLimitFromRow(row: KeyRow): TokenRateLimit | undefined {
  const { rate_limit_window_size: windowSeconds, rate_limit_window_count: count } = row;
  return windowSeconds === null || count === null ? undefined : { windowSeconds, count };
}

/** Kind and permissions were written by `insertKey` and by nobody else. */
function keyFromRow(row: KeyRow): Key {
  return {
    id: row.id,
    kind: row.kind as KeyKind,
    teamId: row.team_id,
    environmentId: row.environment_id,
    projectId: row.project_id as ProjectId | null,
    name: row.name,
    permissions: JSON.parse(row.permissions) as Permission[],
    rateLimit: rateLimitFromRow(row),
    hint: row.hint,
    createdAtMs: row.created_at_ms,
    createdBy: row.created_by,
    lastUsedAtMs: row.last_used_at_ms,
    revokedAtMs: row.revoked_at_ms,
  };
}

/** Null where the kind's text is not kept. */
export async function readSealedText(db: ControlTransaction, keyId: string): Promise<string | null> {
  const row = await db.selectFrom('key').select('sealed_text').where('id', '=', keyId).executeTakeFirst();
  return row?.sealed_text ?? null;
}
