import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentLog } from '../base/log.ts';
import { INTERACTIVE_BUDGET } from '../model/query-budget.ts';
import { openChdbEngine } from './chdb-engine.ts';
import type { Engine } from './engine.ts';
import { migrate, NewerSchemaError, readMigrations } from './migrate.ts';

describe('migrations', () => {
  let directory = '';
  let engine: Engine;

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'combray-migrate-'));
    engine = await openChdbEngine({ directory, memoryBytes: 2 ** 30, log: silentLog });
  });
  afterEach(async () => {
    await engine.close();
    rmSync(directory, { recursive: true, force: true });
  });

  const ask = (sql: string) => engine.query({ sql, params: {} }, INTERACTIVE_BUDGET);
  const applied = async () =>
    (await ask('SELECT version FROM schema_migrations ORDER BY version')).map((row) => row['version']);
  const first = {
    version: 1,
    sql: '-- a; comment\nCREATE TABLE a (n UInt8)\nENGINE = {engine:MergeTree} ORDER BY n;\n',
  };
  const second = {
    version: 2,
    sql: 'CREATE TABLE b (n UInt8) ENGINE = {engine:MergeTree} ORDER BY n;\nINSERT INTO b VALUES (1);\n',
  };

  it('are numbered from 1 without a gap', () => {
    const versions = readMigrations().map((migration) => migration.version);
    expect(versions).toEqual(versions.map((_, index) => index + 1));
    expect(versions.length).toBeGreaterThan(0);
  });

  it('are applied once, in order, and what came since is added', async () => {
    await migrate(engine, [first]);
    await migrate(engine, [first, second]);
    await migrate(engine, [first, second]);
    expect(await applied()).toEqual([1, 2]);
    expect(await ask('SELECT n FROM b')).toEqual([{ n: 1 }]);
  });

  it('go on where a kill or a mistake stopped them', async () => {
    const broken = {
      version: 1,
      sql: `${first.sql}CREATE TABLE b (n Nonsense) ENGINE = {engine:MergeTree} ORDER BY n;\n`,
    };
    await expect(migrate(engine, [broken])).rejects.toMatchObject({ code: 'store-unavailable' });
    expect(await applied()).toEqual([]);
    expect(await ask('EXISTS TABLE a')).toEqual([{ result: 1 }]);
    await migrate(engine, [first]);
    expect(await applied()).toEqual([1]);
  });

  it('get their engine from the engine', async () => {
    const replicated = { ...engine, tableEngine: (name: string) => `Replacing${name}` };
    await migrate(replicated, [first]);
    expect(await ask("SELECT engine FROM system.tables WHERE name = 'a'")).toEqual([{ engine: 'ReplacingMergeTree' }]);
  });

  it('are refused over a newer schema, which is left as it is', async () => {
    await migrate(engine, [first, second]);
    await expect(migrate(engine, [first])).rejects.toThrow(NewerSchemaError);
    await expect(migrate(engine, [first])).rejects.toThrow('has schema 2, this version of Combray knows 1');
    expect(await applied()).toEqual([1, 2]);
  });

  it('make tables that are synced, partitioned by day of arrival, and drop a repeated block', async () => {
    await migrate(engine);
    const tables = await ask(
      "SELECT name, partition_key, engine_full FROM system.tables WHERE database = currentDatabase() AND name IN ('events', 'trace_times') ORDER BY name",
    );
    expect(tables.map((table) => table['name'])).toEqual(['events', 'trace_times']);
    for (const table of tables) {
      expect(table['partition_key']).toBe('toDate(ingested)');
      for (const setting of [
        'fsync_after_insert = 1',
        'fsync_part_directory = 1',
        'non_replicated_deduplication_window = 1000',
      ]) {
        expect(table['engine_full']).toContain(setting);
      }
    }
  });
});
