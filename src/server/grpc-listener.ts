import {
  createSecureServer,
  createServer,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2';
import type { Socket } from 'node:net';
import { MS_PER_MINUTE, MS_PER_SECOND } from '../base/time.ts';
import { bind, type ListenAt, type Listener, readCertificate } from './listeners.ts';

/** Answers one stream of an HTTP/2 connection. */
export type StreamHandler = (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => void;

// RFC 9113, 6.5.2 recommends no fewer; exporters keep one to ten calls under way.
const STREAMS_MAX = 100;
// Of one stream and of a whole connection: bytes a client may send ahead of what was read. HTTP/2's own 64 KiB would let a
// client 50 ms away send no more than 1.3 MB/s.
const STREAM_WINDOW_BYTES = 2 ** 20;
const CONNECTION_WINDOW_BYTES = 4 * 2 ** 20;
// Clients open a new connection without a lost call when an idle one is closed in time.
const IDLE_TIMEOUT_MS = 10 * MS_PER_MINUTE;
// A peer that vanished without a word is found by TCP.
const TCP_KEEP_ALIVE_MS = 60 * MS_PER_SECOND;
const HANDSHAKE_TIMEOUT_MS = 20 * MS_PER_SECOND;

/** Opens one listener for HTTP/2 with prior knowledge, or over TLS by ALPN. Throws StartError when the port cannot be had. */
export async function listenGrpc(handler: StreamHandler, at: ListenAt): Promise<Listener> {
  const settings = { maxConcurrentStreams: STREAMS_MAX, initialWindowSize: STREAM_WINDOW_BYTES };
  const server = at.tls
    ? createSecureServer({ settings, ...readCertificate(at.tls), handshakeTimeout: HANDSHAKE_TIMEOUT_MS })
    : createServer({ settings });
  const sockets = new Set<Socket>();
  const sessions = new Set<ServerHttp2Session>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.setKeepAlive(true, TCP_KEEP_ALIVE_MS);
  });
  server.on('session', (session) => {
    sessions.add(session);
    session.once('close', () => sessions.delete(session));
    session.setLocalWindowSize(CONNECTION_WINDOW_BYTES);
    session.setTimeout(IDLE_TIMEOUT_MS, () => session.close());
  });
  server.on('stream', handler);
  const port = await bind(server, at);
  return {
    port,
    async close(deadlineMs) {
      const cut = setTimeout(() => {
        for (const socket of sockets) socket.destroy();
      }, deadlineMs);
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        // Once all is written, a peer that does not close its own end must not hold the drain.
        for (const socket of sockets) socket.once('finish', () => socket.destroy());
        // GOAWAY: calls under way are answered, new ones go to the client's next connection.
        for (const session of sessions) session.close();
      });
      clearTimeout(cut);
    },
  };
}
