import { execFileSync } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { mkdtempSync, readFileSync } from 'node:fs';
import { type ClientHttp2Session, connect, type ServerHttp2Stream } from 'node:http2';
import { connect as connectTcp, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { listenGrpc, type StreamHandler } from './grpc-listener.ts';
import type { TlsFiles } from './listeners.ts';

const HOST = '127.0.0.1';
// Far above what any case may need, so that waiting for the deadline shows as a timeout of the test.
const DEADLINE_MS = 60_000;

const sessions: ClientHttp2Session[] = [];
afterEach(() => {
  for (const session of sessions.splice(0)) session.destroy();
});

const listenWith = (handler: StreamHandler, { port = 0, tls }: { port?: number; tls?: TlsFiles } = {}) =>
  listenGrpc(handler, { host: HOST, port, option: 'otlp-grpc-port', tls });

function open(url: string, options: { ca?: Buffer } = {}): ClientHttp2Session {
  const session = connect(url, options).on('error', () => undefined);
  sessions.push(session);
  return session;
}

/** A listener that answers nothing by itself, a client's call to it, and the server's end of that call. */
async function listenAsked() {
  const calls = new EventEmitter();
  const asked = once(calls, 'asked').then(([stream]) => stream as ServerHttp2Stream);
  const listener = await listenWith((stream) => {
    stream.on('error', () => undefined);
    calls.emit('asked', stream);
  });
  const session = open(`http://${HOST}:${listener.port}`);
  const call = session.request({ ':method': 'POST', ':path': '/' }).on('error', () => undefined);
  call.end();
  return { listener, session, call, stream: await asked };
}

describe('the gRPC listener', () => {
  it('says which option moves it when its port is taken', async () => {
    const blocker = createServer().listen(0, HOST);
    await once(blocker, 'listening');
    const { port } = blocker.address() as { port: number };
    await expect(listenWith(() => undefined, { port })).rejects.toThrow(
      `port ${port} on ${HOST} is in use; choose another with --otlp-grpc-port`,
    );
    blocker.close();
  });

  it('answers the call under way, takes no other, and does not wait for its deadline', async () => {
    const { listener, session, call, stream } = await listenAsked();
    const toldToGo = once(session, 'goaway');
    const closed = listener.close(DEADLINE_MS);
    const [code] = await toldToGo;
    expect(code).toBe(0);
    stream.respond({ ':status': 200 });
    stream.end('late');
    expect(await text(call)).toBe('late');
    await closed;
    await expect(once(connectTcp(listener.port, HOST), 'connect')).rejects.toThrow('ECONNREFUSED');
  });

  it('does not wait for a connection that asks nothing, spoke no HTTP/2, or said nothing at all', async () => {
    const listener = await listenWith(() => undefined);
    const idle = open(`http://${HOST}:${listener.port}`);
    await once(idle, 'remoteSettings');
    const foreign = connectTcp(listener.port, HOST).on('error', () => undefined);
    foreign.write('GET / HTTP/1.1\r\nhost: a\r\n\r\n');
    await once(foreign.resume(), 'close');
    const silent = connectTcp(listener.port, HOST).on('error', () => undefined);
    await once(silent, 'connect');
    await listener.close(DEADLINE_MS);
  });

  it('cuts what is not answered by its deadline', async () => {
    const { listener, session } = await listenAsked();
    await listener.close(20);
    expect(session.closed || (await once(session, 'close'))).toBeTruthy();
  });

  it('speaks HTTP/2 over TLS to who trusts its certificate', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'combray-grpc-'));
    const tls = { certPath: join(directory, 'a.crt'), keyPath: join(directory, 'a.key') };
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', tls.keyPath];
    const subject = ['-subj', '/CN=a', '-addext', `subjectAltName=IP:${HOST}`];
    execFileSync('openssl', ['req', '-x509', '-days', '2', ...key, ...subject, '-out', tls.certPath], {
      stdio: 'pipe',
    });
    const listener = await listenWith(
      (stream) => {
        stream.respond({ ':status': 200 });
        stream.end('hello');
      },
      { tls },
    );
    const session = open(`https://${HOST}:${listener.port}`, { ca: readFileSync(tls.certPath) });
    expect(await text(session.request({ ':path': '/' }))).toBe('hello');
    const stranger = connect(`https://${HOST}:${listener.port}`);
    const [refusal] = (await once(stranger, 'error')) as [Error];
    expect(refusal.message).toMatch(/self-signed|unable to verify/i);
    await listener.close(DEADLINE_MS);
  });
});
