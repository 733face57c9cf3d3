import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { makeDataDirectory, type ServerOptions, spawnServer, startServer } from '../support/server.ts';

const folders: string[] = [];
const freshDirectory = (): string => {
  const folder = makeDataDirectory();
  folders.push(folder);
  return folder;
};
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** Runs a start that must fail; returns its exit code and the one line it says. */
async function refusal(
  options: ServerOptions & { dataDirectory: string },
): Promise<{ code: number | null; line: string }> {
  const child = spawnServer(options);
  const { code } = await child.exited;
  expect(child.stdout()).toBe('');
  const lines = child.stderr().trimEnd().split('\n');
  expect(lines).toHaveLength(1);
  return { code, line: lines[0] ?? '' };
}

describe('a start that cannot succeed says why in one line', () => {
  it('a second process on one data directory, naming the first', async () => {
    const first = await startServer({ dataDirectory: freshDirectory() });
    const { code, line } = await refusal({ dataDirectory: first.dataDirectory });
    expect(code).toBe(1);
    expect(line).toContain(first.dataDirectory);
    expect(line).toContain(String(first.process.pid));
    expect((await fetch(`${first.origin}/readyz`)).status).toBe(200);
    await first.close();
  });

  it.each(['otlp-http-port', 'otlp-grpc-port', 'xray-port'])(
    'a port in use, naming the option that moves it: %s',
    async (option) => {
      const blocker = createServer();
      const port = await new Promise<number>((resolve) => {
        blocker.listen(0, '127.0.0.1', () => resolve((blocker.address() as { port: number }).port));
      });
      const { code, line } = await refusal({ dataDirectory: freshDirectory(), args: [`--${option}`, String(port)] });
      expect(code).toBe(1);
      expect(line).toContain(String(port));
      expect(line).toContain(`--${option}`);
      blocker.close();
    },
  );

  it('a data directory that cannot be made', async () => {
    const file = join(freshDirectory(), 'file');
    writeFileSync(file, '');
    const { code, line } = await refusal({ dataDirectory: join(file, 'data') });
    expect(code).toBe(1);
    expect(line).toContain(join(file, 'data'));
  });

  it('a data directory that cannot be written', async () => {
    const folder = join(freshDirectory(), 'locked');
    mkdirSync(folder);
    chmodSync(folder, 0o500);
    // Root may write anywhere but in the kernel's own file systems.
    const dataDirectory = process.getuid?.() === 0 ? '/proc/sys' : folder;
    const { code, line } = await refusal({ dataDirectory });
    expect(code).toBe(1);
    expect(line).toContain(dataDirectory);
  });

  it.each([
    [['--no-such-option'], {}, '--no-such-option'],
    [['--constructor'], {}, '--constructor'],
    [['--http-port', 'eighty'], {}, '--http-port'],
    [['--http-port'], {}, '--http-port'],
    [[], { COMBRAY_NO_SUCH_OPTION: '1' }, 'COMBRAY_NO_SUCH_OPTION'],
    [[], { COMBRAY_RETENTION: '30 parsecs' }, '--retention'],
  ])('an unknown option or a bad value: %j %j', async (args, env, named) => {
    const { code, line } = await refusal({ dataDirectory: freshDirectory(), args, env });
    expect(code).toBe(2);
    expect(line).toContain(named);
  });
});
