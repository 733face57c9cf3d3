import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { get as httpGet, type IncomingMessage } from 'node:http';
import { Agent, get as httpsGet } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { type Listener, listen, StartError, type TlsFiles } from './listeners.ts';

const directory = mkdtempSync(join(tmpdir(), 'combray-tls-'));
const HOST = '127.0.0.1';

function makeCertificate(name: string): TlsFiles {
  const [certPath, keyPath] = [join(directory, `${name}.crt`), join(directory, `${name}.key`)];
  const subject = ['-subj', `/CN=${name}`, '-addext', `subjectAltName=IP:${HOST}`];
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', keyPath];
  execFileSync('openssl', ['req', '-x509', '-days', '2', ...key, ...subject, '-out', certPath], { stdio: 'pipe' });
  return { certPath, keyPath };
}

const ours = makeCertificate('ours');
const other = makeCertificate('other');

const listeners: Listener[] = [];
afterEach(async () => {
  for (const listener of listeners.splice(0)) await listener.close(0);
});

async function listenTls(tls: TlsFiles): Promise<Listener> {
  const listener = await listen((request, response) => response.end(`hello ${request.url}`), {
    host: HOST,
    port: 0,
    option: 'http-port',
    tls,
  });
  listeners.push(listener);
  return listener;
}

describe('a listener with a certificate', () => {
  it('answers over TLS to who trusts the certificate, and to nobody in the clear', async () => {
    const { port } = await listenTls(ours);
    const ask = (certPath: string) =>
      new Promise<IncomingMessage>((resolve, reject) => {
        httpsGet(`https://${HOST}:${port}/a`, { ca: readFileSync(certPath), agent: false }, resolve).on(
          'error',
          reject,
        );
      });
    expect(await text(await ask(ours.certPath))).toBe('hello /a');
    await expect(ask(other.certPath)).rejects.toThrow(/self-signed|unable to verify|certificate/i);
    const inTheClear = new Promise((resolve, reject) => {
      httpGet(`http://${HOST}:${port}/a`, { agent: false }, resolve).on('error', reject);
    });
    await expect(inTheClear).rejects.toThrow();
  });

  it('closes without waiting for connections that clients keep', async () => {
    const { port, close } = await listenTls(ours);
    const agent = new Agent({ keepAlive: true, ca: readFileSync(ours.certPath) });
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      httpsGet(`https://${HOST}:${port}/`, { agent }, resolve).on('error', reject);
    });
    await text(answer);
    // Far above what the test may take.
    await close(60_000);
    agent.destroy();
  });

  const write = (name: string, content: string) => {
    const path = join(directory, name);
    writeFileSync(path, content);
    return path;
  };

  it.each<[string, TlsFiles, RegExp]>([
    ['is missing', { ...ours, certPath: join(directory, 'missing.crt') }, /cannot read .*missing\.crt/],
    ['has no key', { ...ours, keyPath: join(directory, 'missing.key') }, /cannot read .*missing\.key/],
    ['is none', { ...ours, certPath: write('none.crt', 'hello') }, /none\.crt/],
    ['has a key that is none', { ...ours, keyPath: write('none.key', 'hello') }, /none\.key/],
    ['has the key of another', { ...ours, keyPath: other.keyPath }, /other\.key/],
  ])('that %s is refused in one line', async (_what, tls, message) => {
    const refusal = await listenTls(tls).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(StartError);
    expect((refusal as Error).message).toMatch(message);
    expect((refusal as Error).message).not.toContain('\n');
  });
});
