import { readdirSync, readFileSync } from 'node:fs';
import { INTERACTIVE_BUDGET } from '../model/query-budget.ts';
import type { Engine } from './engine.ts';

interface Migration {
  readonly version: number;
  readonly sql: string;
}

/** The data directory was written by a newer Combray. */
export class NewerSchemaError extends Error {
  override readonly name = 'NewerSchemaError';
}

/** The numbered files of `migrations/`, in order. */
export function readMigrations(directory = new URL('./migrations/', import.meta.url)): Migration[] {
  return readdirSync(directory)
    .filter((name) => /^\d{4}_.*\.sql$/.test(name))
    .sort()
    .map((name) => ({ version: Number(name.slice(0, 4)), sql: readFileSync(new URL(name, directory), 'utf8') }));
}

/** Applies what is missing, forward only. Throws NewerSchemaError when the store knows a version the program does not. */
export async function migrate(engine: Engine, migrations = readMigrations()): Promise<void> {
  await engine.command(
    `CREATE TABLE IF NOT EXISTS schema_migrations (version UInt32, applied DateTime DEFAULT now())
     ENGINE = ${engine.tableEngine('MergeTree')} ORDER BY version SETTINGS fsync_after_insert = 1, fsync_part_directory = 1`,
  );
  const rows = await engine.query(
    { sql: 'SELECT max(version) AS version FROM schema_migrations', params: {} },
    INTERACTIVE_BUDGET,
  );
  const current = Number(rows[0]?.['version'] ?? 0);
  const newest = migrations.at(-1)?.version ?? 0;
  if (current > newest) {
    throw new NewerSchemaError(
      `the telemetry store has schema ${current}, this version of Combray knows ${newest}: use a newer one`,
    );
  }
  for (const { version, sql } of migrations.filter((migration) => migration.version > current)) {
    for (const statement of statementsOf(sql, engine)) await engine.command(statement);
    await engine.command(`INSERT INTO schema_migrations (version) VALUES (${version})`);
  }
}

/**
 * One statement per chunk that ends in `;` at the end of a line, comments removed. A kill between two statements leaves the
 * first applied and the version not noted, so each is made repeatable here.
 */
function statementsOf(sql: string, engine: Engine): string[] {
  return sql
    .replace(/--[^\n]*/g, '')
    .split(/;\s*(?:\n|$)/)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '')
    .map((statement) => statement.replace(/^CREATE TABLE (?!IF NOT EXISTS)/, 'CREATE TABLE IF NOT EXISTS '))
    .map((statement) =>
      statement.replace(/\{engine:(\w+(?:\(\w+\))?)\}/g, (_match, name: string) => engine.tableEngine(name)),
    );
}
