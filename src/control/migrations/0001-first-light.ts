import { type ColumnDefinitionBuilder, type CreateTableBuilder, type Kysely, sql } from 'kysely';
import type { Migration } from './index.ts';

type Table = CreateTableBuilder<string, string>;

const required = (column: ColumnDefinitionBuilder) => column.notNull();
const primary = (column: ColumnDefinitionBuilder) => column.primaryKey().notNull();
const teamReference = (column: ColumnDefinitionBuilder) => column.notNull().references('team.id').onDelete('cascade');
const userReference = (column: ColumnDefinitionBuilder) => column.notNull().references('user.id').onDelete('cascade');

export const firstLight: Migration = {
  number: 1,
  name: 'first light',
  async up(db) {
    for (const table of [...teamTables(db), ...userTables(db), ...keyTables(db)]) await table.execute();
    await db.schema.createIndex('session_expiry').on('session').column('expires_at_ms').execute();
    await db.schema.createIndex('key_by_team').on('key').column('team_id').execute();
    await db.schema.createIndex('audit_by_team').on('audit').columns(['team_id', 'id']).execute();
    await sql`insert into counter (name, value)
      values ('environment_id', 0), ('audit_id', 0), ('access_version', 0)`.execute(db);
  },
};

function teamTables(db: Kysely<unknown>): Table[] {
  return [
    db.schema
      .createTable('team')
      .addColumn('id', 'text', primary)
      .addColumn('slug', 'text', (column) => column.notNull().unique())
      .addColumn('name', 'text', required)
      .addColumn('created_at_ms', 'bigint', required),
    db.schema
      .createTable('environment')
      .addColumn('id', 'bigint', primary)
      .addColumn('team_id', 'text', teamReference)
      .addColumn('slug', 'text', required)
      .addColumn('name', 'text', required)
      .addColumn('created_at_ms', 'bigint', required)
      .addUniqueConstraint('environment_slug', ['team_id', 'slug']),
    db.schema.createTable('counter').addColumn('name', 'text', primary).addColumn('value', 'bigint', required),
  ];
}

function userTables(db: Kysely<unknown>): Table[] {
  return [
    db.schema
      .createTable('user')
      .addColumn('id', 'text', primary)
      .addColumn('email', 'text', (column) => column.unique())
      .addColumn('name', 'text', required)
      .addColumn('password_hash', 'text')
      .addColumn('created_at_ms', 'bigint', required),
    db.schema
      .createTable('membership')
      .addColumn('team_id', 'text', teamReference)
      .addColumn('user_id', 'text', userReference)
      .addColumn('role', 'text', required)
      .addColumn('created_at_ms', 'bigint', required)
      .addPrimaryKeyConstraint('membership_key', ['team_id', 'user_id']),
    db.schema
      .createTable('session')
      .addColumn('token_hash', 'text', primary)
      .addColumn('user_id', 'text', userReference)
      .addColumn('team_id', 'text', teamReference)
      .addColumn('created_at_ms', 'bigint', required)
      .addColumn('expires_at_ms', 'bigint', required),
    db.schema
      .createTable('sign_in_link')
      .addColumn('token_hash', 'text', primary)
      .addColumn('user_id', 'text', userReference)
      .addColumn('team_id', 'text', teamReference)
      .addColumn('created_at_ms', 'bigint', required)
      .addColumn('expires_at_ms', 'bigint', required)
      .addColumn('used_at_ms', 'bigint'),
  ];
}

function keyTables(db: Kysely<unknown>): Table[] {
  return [
    db.schema
      .createTable('key')
      .addColumn('id', 'text', primary)
      .addColumn('kind', 'text', required)
      .addColumn('team_id', 'text', teamReference)
      .addColumn('environment_id', 'bigint', (column) => column.references('environment.id').onDelete('cascade'))
      .addColumn('name', 'text', required)
      .addColumn('permissions', 'text', required)
      .addColumn('text_hash', 'text', (column) => column.notNull().unique())
      .addColumn('hint', 'text', required)
      .addColumn('created_at_ms', 'bigint', required)
      .addColumn('created_by', 'text', required)
      .addColumn('last_used_at_ms', 'bigint')
      .addColumn('revoked_at_ms', 'bigint'),
    db.schema
      .createTable('audit')
      .addColumn('id', 'bigint', primary)
      .addColumn('team_id', 'text', teamReference)
      .addColumn('at_ms', 'bigint', required)
      .addColumn('actor', 'text', required)
      .addColumn('action', 'text', required)
      .addColumn('subject', 'text', required)
      .addColumn('detail', 'text', required),
  ];
}
