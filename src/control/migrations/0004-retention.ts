import type { Migration } from './index.ts';

export const retention: Migration = {
  number: 4,
  name: 'retention',
  async up(db) {
    await db.schema
      .createTable('retention_rule')
      .addColumn('environment_id', 'bigint', (column) =>
        column.notNull().references('environment.id').onDelete('cascade'),
      )
      .addColumn('dataset', 'text', (column) => column.notNull())
      .addColumn('days', 'integer', (column) => column.notNull())
      .addPrimaryKeyConstraint('retention_rule_key', ['environment_id', 'dataset'])
      .execute();
  },
};
