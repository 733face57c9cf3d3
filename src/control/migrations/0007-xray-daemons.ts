import type { Migration } from './index.ts';

/** Counts only grow: each record of a daemon is of what happened since its last one. */
const COUNTS = [
  'record_count',
  'received',
  'sent',
  'spilled',
  'rejected',
  'timeouts',
  'connections_refused',
  'http_4xx',
  'http_5xx',
  'unknown_hosts',
  'other_errors',
];

export const xrayDaemons: Migration = {
  number: 7,
  name: 'X-Ray daemons',
  async up(db) {
    const table = db.schema
      .createTable('xray_daemon')
      .addColumn('environment_id', 'bigint', (column) =>
        column.notNull().references('environment.id').onDelete('cascade'),
      )
      .addColumn('hostname', 'text', (column) => column.notNull())
      .addColumn('resource_arn', 'text', (column) => column.notNull())
      .addColumn('instance_id', 'text', (column) => column.notNull())
      .addColumn('first_heard_ms', 'bigint', (column) => column.notNull())
      .addColumn('last_heard_ms', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('xray_daemon_key', ['environment_id', 'hostname', 'resource_arn', 'instance_id']);
    await COUNTS.reduce((made, name) => made.addColumn(name, 'bigint', (column) => column.notNull()), table).execute();
  },
};
