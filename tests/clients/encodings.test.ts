import { deflateSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiClient, signIn } from '../support/api.ts';
import { otlpJson, postTraces } from '../support/otlp.ts';
import { BOOTSTRAP, startServer, type TestServer } from '../support/server.ts';

/** A zstd frame of one raw block (RFC 8878, 3.1.1): Node 20 cannot compress, and a decoder must take it. */
function zstdFrame(body: Uint8Array): Uint8Array<ArrayBuffer> {
  const frame = new Uint8Array(4 + 1 + 4 + 3 + body.length);
  const view = new DataView(frame.buffer);
  view.setUint32(0, 0xfd2fb528, true);
  // Single segment, content size in four bytes.
  frame[4] = 0b1010_0000;
  view.setUint32(5, body.length, true);
  const blockHeader = (body.length << 3) | 1;
  frame.set([blockHeader & 255, (blockHeader >> 8) & 255, (blockHeader >> 16) & 255], 9);
  frame.set(body, 12);
  return frame;
}

const ENCODERS: Readonly<Record<string, (body: Uint8Array) => Uint8Array<ArrayBuffer>>> = {
  gzip: (body) => new Uint8Array(gzipSync(body)),
  deflate: (body) => new Uint8Array(deflateSync(body)),
  zstd: zstdFrame,
};

describe('compressed bodies over the wire', () => {
  let server: TestServer;
  let api: ApiClient;

  beforeAll(async () => {
    server = await startServer();
    api = await signIn(server);
  });
  afterAll(() => server?.close());

  it.each(
    Object.keys(ENCODERS).flatMap((encoding) => [[encoding, 'otlpHttp'] as const, [encoding, 'origin'] as const]),
  )('%s on the listener %s', async (encoding, listener) => {
    const traceId = Buffer.from(`${encoding} ${listener}`.padEnd(16).slice(0, 16)).toString('hex');
    const body = Buffer.from(otlpJson({ traceId, spanCount: 3, startMs: Date.now() }));
    const headers = { 'x-honeycomb-team': BOOTSTRAP.key, 'content-encoding': encoding };
    const answer = await postTraces({ otlpHttp: server[listener] }, ENCODERS[encoding]!(body), headers);
    expect([answer.status, await answer.text()]).toEqual([200, '{}']);
    expect((await api.trace(traceId)).spanCount).toBe(3);
  });
});
