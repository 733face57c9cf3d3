import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { AssertionError } from '../base/assert.ts';
import { silentLog } from '../base/log.ts';
import { INTERACTIVE_BUDGET } from '../model/query-budget.ts';
import { openChdbEngine } from './chdb-engine.ts';
import type { Engine } from './engine.ts';
import { nativeBlock, stringColumn } from './native-block.ts';

const MEMORY_BYTES = 2 ** 30;
const block = (...values: string[]) => nativeBlock(values.length, [stringColumn('s', values)]);

describe('the engine inside this process', () => {
  let engine: Engine | undefined;
  let directory = '';

  const open = async (name = 'telemetry') => {
    directory = join(mkdtempSync(join(tmpdir(), 'combray-engine-')), name);
    return reopen();
  };
  const reopen = async () => {
    engine = await openChdbEngine({ directory, memoryBytes: MEMORY_BYTES, log: silentLog });
    return engine;
  };
  const makeTable = (into: Engine) =>
    into.command(
      'CREATE TABLE t (s String) ENGINE = MergeTree ORDER BY s SETTINGS non_replicated_deduplication_window = 10',
    );
  const read = async (from: Engine) => {
    const rows = await from.query({ sql: 'SELECT s FROM t ORDER BY s', params: {} }, INTERACTIVE_BUDGET);
    return rows.map((row) => row['s']);
  };

  afterEach(async () => {
    await engine?.close();
    rmSync(join(directory, '..'), { recursive: true, force: true });
  });

  it.each(["it's", 'sp ace', 'a{b,c}', 'x{1..3}', 'st*r?', '☃ "quoted" & <marked>', '[x]%41'])(
    'keeps blocks in a directory named %s',
    async (name) => {
      const opened = await open(name);
      await makeTable(opened);
      await opened.insert({ table: 't', block: block('a', 'b'), token: 'one' });
      expect(await read(opened)).toEqual(['a', 'b']);
    },
  );

  it('leaves no file behind, whether a block was kept or not, and removes what a kill left', async () => {
    directory = join(mkdtempSync(join(tmpdir(), 'combray-engine-')), 'telemetry');
    const spool = join(directory, 'spool');
    mkdirSync(spool, { recursive: true });
    writeFileSync(join(spool, 'events-left.native'), 'half a block');
    const opened = await reopen();
    expect(readdirSync(spool)).toEqual([]);
    await makeTable(opened);
    await opened.insert({ table: 't', block: block('a'), token: 'one' });
    await expect(opened.insert({ table: 'missing', block: block('a'), token: 'two' })).rejects.toMatchObject({
      code: 'store-unavailable',
      cause: { clickhouseCode: 60 },
    });
    expect(readdirSync(spool)).toEqual([]);
  });

  it('lets a bug in the block through as one', async () => {
    const opened = await open();
    await makeTable(opened);
    const broken = {
      ...block('a'),
      *pieces() {
        yield new Uint8Array(1);
        throw new AssertionError('for this test');
      },
    };
    await expect(opened.insert({ table: 't', block: broken, token: 'one' })).rejects.toThrow(AssertionError);
    expect(readdirSync(join(directory, 'spool'))).toEqual([]);
  });

  it('says so when the block cannot even be put down', async () => {
    const opened = await open();
    await makeTable(opened);
    rmSync(join(directory, 'spool'), { recursive: true });
    await expect(opened.insert({ table: 't', block: block('a'), token: 'one' })).rejects.toMatchObject({
      code: 'store-unavailable',
      cause: { code: 'ENOENT' },
    });
    mkdirSync(join(directory, 'spool'));
    await opened.insert({ table: 't', block: block('a'), token: 'one' });
    expect(await read(opened)).toEqual(['a']);
  });

  it('keeps a block once however often it is inserted, also after a restart', async () => {
    let opened = await open();
    await makeTable(opened);
    const insert = () => opened.insert({ table: 't', block: block('a'), token: 'one' });
    await insert();
    await insert();
    await opened.close();
    opened = await reopen();
    await insert();
    expect(await read(opened)).toEqual(['a']);
    await opened.insert({ table: 't', block: block('a'), token: 'two' });
    expect(await read(opened)).toEqual(['a', 'a']);
  });

  it('takes its configuration', async () => {
    const opened = await open();
    const rows = await opened.query(
      { sql: 'SELECT name, value FROM system.server_settings WHERE changed', params: {} },
      INTERACTIVE_BUDGET,
    );
    const values: Record<string, number> = Object.fromEntries(
      rows.map((row) => [String(row['name']), Number(row['value'])]),
    );
    expect(values['max_server_memory_usage']).toBe(Math.floor(MEMORY_BYTES * 0.6));
    const caches = Object.entries(values).filter(([name]) => name.endsWith('cache_size'));
    expect(caches.length).toBe(5);
    expect(caches.reduce((sum, [, bytes]) => sum + bytes, 0)).toBeLessThan(MEMORY_BYTES / 8);
    expect(existsSync(join(directory, 'engine.xml'))).toBe(true);
    const lifetime = "SELECT value FROM system.merge_tree_settings WHERE name = 'old_parts_lifetime'";
    expect(await opened.query({ sql: lifetime, params: {} }, INTERACTIVE_BUDGET)).toEqual([{ value: '30' }]);
  });

  it('says what was refused, and why', async () => {
    const opened = await open();
    await expect(opened.command('DROP TABLE missing')).rejects.toMatchObject({
      code: 'store-unavailable',
      cause: { clickhouseCode: 60 },
    });
  });
});
