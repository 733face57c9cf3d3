import type { Migration } from './index.ts';

export const serviceColours: Migration = {
  number: 3,
  name: 'service colours',
  async up(db) {
    await db.schema
      .createTable('service_colour')
      .addColumn('environment_id', 'bigint', (column) =>
        column.notNull().references('environment.id').onDelete('cascade'),
      )
      .addColumn('service', 'text', (column) => column.notNull())
      .addColumn('series', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('service_colour_key', ['environment_id', 'service'])
      .execute();
  },
};
