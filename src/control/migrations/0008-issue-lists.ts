import type { Migration } from './index.ts';

/** Counts of a list and its choice of deployment environments are read from the index alone: 100,000 issues need a tenth. */
export const issueLists: Migration = {
  number: 8,
  name: 'issue-lists',
  async up(db) {
    await db.schema.dropIndex('issue_by_status').execute();
    await db.schema
      .createIndex('issue_listed')
      .on('issue')
      .columns(['environment_id', 'merged_into', 'status', 'deployment_environment', 'level'])
      .execute();
  },
};
