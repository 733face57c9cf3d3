import type { Migration } from './index.ts';

export const healthChecks: Migration = {
  number: 2,
  name: 'health checks',
  async up(db) {
    await db.schema
      .createTable('health_check_list')
      .addColumn('environment_id', 'bigint', (column) =>
        column.primaryKey().notNull().references('environment.id').onDelete('cascade'),
      )
      .addColumn('patterns', 'text', (column) => column.notNull())
      .execute();
  },
};
