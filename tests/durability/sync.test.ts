import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { otlpJson, postTraces } from '../support/otlp.ts';
import { BOOTSTRAP, makeDataDirectory, startServer } from '../support/server.ts';
import { attachStrace } from '../support/strace.ts';
import { onStoppedEngine } from './engine.ts';

const dataDirectory = makeDataDirectory();
const logPath = join(makeDataDirectory(), 'strace.log');
afterAll(() => {
  rmSync(dataDirectory, { recursive: true, force: true });
  rmSync(join(logPath, '..'), { recursive: true, force: true });
});

/**
 * Files of the engine that were synced to disk after a request arrived and before it was answered. Lines of the log:
 *
 *     1234 fdatasync(57</DATA/telemetry/data/store/…/tmp_insert_…/data.bin>) = 0
 *     1234 fsync(58</DATA/…> <unfinished ...>          1234 <... fsync resumed>) = 0
 *     1200 write(31<TCP:[127.0.0.1:…]>, "HTTP/1.1 200 OK"…
 */
async function syncedBeforeAnswer(traceId: string): Promise<readonly string[]> {
  const server = await startServer({ dataDirectory });
  const calls = 'trace=fsync,fdatasync,write,writev,sendmsg,sendto';
  const strace = await attachStrace(server.process.pid, '-yy', '-o', logPath, '-e', calls);
  const body = otlpJson({ traceId, spanCount: 3, startMs: Date.now() - 60_000 });
  expect((await postTraces(server, body, { 'x-honeycomb-team': BOOTSTRAP.key })).status).toBe(200);
  await strace.stop('SIGINT');
  await server.close();
  const lines = readFileSync(logPath, 'utf8').split('\n');
  const answer = lines.findIndex((line) => line.includes('HTTP/1.1 200 OK'));
  expect(answer).toBeGreaterThan(-1);
  return completedSyncs(lines.slice(0, answer)).filter(
    (path) => path.startsWith(dataDirectory) && path.includes('/store/'),
  );
}

function completedSyncs(lines: readonly string[]): readonly string[] {
  const unfinished = new Map<string, string>();
  const done: string[] = [];
  for (const line of lines) {
    const [, pid = '', path = '', end = ''] = /^(\d+)\s+f(?:data)?sync\(\d+<([^>]+)>(.*)$/.exec(line) ?? [];
    if (end.includes('unfinished')) unfinished.set(pid, path);
    else if (end.includes('= 0')) done.push(path);
    const [, resumedPid = ''] = /^(\d+)\s+<\.\.\. f(?:data)?sync resumed>\)\s*= 0/.exec(line) ?? [];
    const resumed = unfinished.get(resumedPid);
    if (resumed !== undefined) done.push(resumed);
  }
  return done;
}

beforeAll(async () => {
  // The first start makes the tables; what it syncs is not the request's.
  await (await startServer({ dataDirectory })).close();
});

it('an accepted request is synced to disk before it is answered', async () => {
  const synced = await syncedBeforeAnswer('5a'.repeat(16));
  // Both tables: the time range of the trace, then its events; at least a data file and a directory of each.
  expect(synced.length).toBeGreaterThanOrEqual(4);
});

it('the proof can fail: with the setting off nothing is synced', async () => {
  const tables = ['events', 'trace_times'];
  const settings = 'fsync_after_insert = 0, fsync_part_directory = 0';
  await onStoppedEngine(
    dataDirectory,
    tables.map((table) => `ALTER TABLE ${table} MODIFY SETTING ${settings}`),
  );
  expect(await syncedBeforeAnswer('0f'.repeat(16))).toEqual([]);
});
