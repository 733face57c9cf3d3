import { type ColumnDefinitionBuilder, type Kysely, sql } from 'kysely';
import type { Migration } from './index.ts';

const required = (column: ColumnDefinitionBuilder) => column.notNull();
const issueReference = (column: ColumnDefinitionBuilder) => column.references('issue.id').onDelete('cascade');

export const issues: Migration = {
  number: 6,
  name: 'issues',
  async up(db) {
    await issueTable(db).execute();
    await db.schema
      .createTable('issue_alias')
      .addColumn('project_id', 'bigint', (column) => column.notNull().references('project.id').onDelete('cascade'))
      .addColumn('deployment_environment', 'text', required)
      .addColumn('fingerprint', 'text', required)
      .addColumn('issue_id', 'bigint', issueReference)
      .addColumn('role', 'text', required)
      .addColumn('teller_rank', 'bigint', required)
      .addColumn('decider_rank', 'bigint', required)
      .addPrimaryKeyConstraint('issue_alias_key', ['project_id', 'deployment_environment', 'fingerprint'])
      .execute();
    await db.schema
      .createTable('issue_history')
      .addColumn('id', 'bigint', (column) => column.primaryKey().notNull())
      .addColumn('issue_id', 'bigint', (column) => issueReference(column.notNull()))
      .addColumn('at_ms', 'bigint', required)
      .addColumn('actor_user_id', 'text', (column) => column.references('user.id').onDelete('set null'))
      .addColumn('actor_name', 'text')
      .addColumn('kind', 'text', required)
      .addColumn('detail', 'text', required)
      .addColumn('occurrence_id', 'bigint')
      .execute();
    await db.schema.createIndex('issue_by_status').on('issue').columns(['environment_id', 'status']).execute();
    await db.schema.createIndex('issue_merged').on('issue').column('merged_into').execute();
    await db.schema.createIndex('issue_alias_by_issue').on('issue_alias').column('issue_id').execute();
    await db.schema.createIndex('issue_history_by_issue').on('issue_history').columns(['issue_id', 'id']).execute();
    await sql`insert into counter (name, value)
      values ('issue_id', 0), ('issue_history_id', 0), ('occurrence_id', 0)`.execute(db);
  },
};

function issueTable(db: Kysely<unknown>) {
  return db.schema
    .createTable('issue')
    .addColumn('id', 'bigint', (column) => column.primaryKey().notNull())
    .addColumn('environment_id', 'bigint', (column) =>
      column.notNull().references('environment.id').onDelete('cascade'),
    )
    .addColumn('project_id', 'bigint', (column) => column.notNull().references('project.id').onDelete('cascade'))
    .addColumn('counter', 'bigint', required)
    .addColumn('deployment_environment', 'text', required)
    .addColumn('fingerprint', 'text', required)
    .addColumn('grouping_version', 'bigint', required)
    .addColumn('title', 'text', required)
    .addColumn('title_search', 'text', required)
    .addColumn('title_lock', 'bigint', required)
    .addColumn('level', 'text', required)
    .addColumn('level_lock', 'bigint', required)
    .addColumn('status', 'text', required)
    .addColumn('resolved_in_version', 'text', required)
    .addColumn('framework', 'text', required)
    .addColumn('platform', 'text', required)
    .addColumn('assigned_user_id', 'text', (column) => column.references('user.id').onDelete('set null'))
    .addColumn('activating_occurrence_id', 'bigint', required)
    .addColumn('created_at_ms', 'bigint', required)
    .addColumn('activated_at_ms', 'bigint', required)
    .addColumn('resolved_at_ms', 'bigint')
    .addColumn('muted_at_ms', 'bigint')
    .addColumn('modified_by_user_id', 'text', (column) => column.references('user.id').onDelete('set null'))
    .addColumn('merged_into', 'bigint', issueReference)
    .addColumn('merged_at_ms', 'bigint')
    .addUniqueConstraint('issue_counter', ['project_id', 'counter']);
}
