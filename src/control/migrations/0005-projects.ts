import { sql } from 'kysely';
import type { Migration } from './index.ts';

export const projects: Migration = {
  number: 5,
  name: 'projects',
  async up(db) {
    await db.schema
      .createTable('project')
      .addColumn('id', 'bigint', (column) => column.primaryKey().notNull())
      .addColumn('environment_id', 'bigint', (column) =>
        column.notNull().references('environment.id').onDelete('cascade'),
      )
      .addColumn('slug', 'text', (column) => column.notNull())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('created_at_ms', 'bigint', (column) => column.notNull())
      .addUniqueConstraint('project_slug', ['environment_id', 'slug'])
      .execute();
    for (const [name, type] of KEY_COLUMNS) await db.schema.alterTable('key').addColumn(name, type).execute();
    await sql`insert into counter (name, value) values ('project_id', 0)`.execute(db);
  },
};

/** SQLite adds one column a statement. */
const KEY_COLUMNS = [
  ['project_id', 'bigint'],
  ['sealed_text', 'text'],
  ['rate_limit_window_size', 'bigint'],
  ['rate_limit_window_count', 'bigint'],
] as const;
