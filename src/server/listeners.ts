import { readFileSync } from 'node:fs';
import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo, Server as NetServer, Socket } from 'node:net';
import { createSecureContext, Server as TlsServer } from 'node:tls';
import { MS_PER_SECOND } from '../base/time.ts';

/** A start that cannot succeed as asked: one clear line, exit 1. */
export class StartError extends Error {
  override readonly name = 'StartError';
}

export interface TlsFiles {
  readonly certPath: string;
  readonly keyPath: string;
}

export interface Listener {
  readonly port: number;
  /** Stops accepting, lets answers in flight finish until the deadline, then cuts what is left. */
  close(deadlineMs: number): Promise<void>;
}

// A client that sends its headers or body slower than this is cut off; the slowest honest body is 20 MiB over a thin line.
const HEADERS_TIMEOUT_MS = 20 * MS_PER_SECOND;
const REQUEST_TIMEOUT_MS = 120 * MS_PER_SECOND;
// Above the 60 s at which common load balancers drop idle connections, so that they close first.
const KEEP_ALIVE_TIMEOUT_MS = 65 * MS_PER_SECOND;

export interface ListenAt {
  readonly host: string;
  readonly port: number;
  /** That moves the listener, for the message that its port is taken. */
  readonly option: string;
  readonly tls: TlsFiles | undefined;
}

/** Opens one listener for the application's handler. Throws StartError when the port cannot be had. */
export async function listen(handler: RequestListener, at: ListenAt): Promise<Listener> {
  const options = {
    headersTimeout: HEADERS_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
  };
  const server = at.tls
    ? createHttpsServer({ ...options, ...readCertificate(at.tls) }, handler)
    : createHttpServer(options, handler);
  const port = await bind(server, at);
  const connections = trackConnections(server);
  return { port, close: (deadlineMs) => closeServer(server, connections, deadlineMs) };
}

/** Resolves with the port that was taken. */
export async function bind(server: NetServer, at: ListenAt): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(explain(error, at)));
    server.listen({ host: at.host, port: at.port }, resolve);
  });
  return (server.address() as AddressInfo).port;
}

/** Checked here, because the server itself would fail in OpenSSL's words, which name no file. */
export function readCertificate({ certPath, keyPath }: TlsFiles): { cert: Buffer; key: Buffer } {
  const [cert, key] = [readPem(certPath), readPem(keyPath)];
  try {
    createSecureContext({ cert, key });
  } catch (error) {
    const reason = (error as Error).message;
    throw new StartError(`cannot use ${certPath} with the key ${keyPath}: ${reason}`, { cause: error });
  }
  return { cert, key };
}

function readPem(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new StartError(`cannot read ${path}: ${(error as Error).message}`, { cause: error });
  }
}

function explain(error: NodeJS.ErrnoException, at: ListenAt): StartError {
  const place = `port ${at.port} on ${at.host}`;
  if (error.code === 'EADDRINUSE')
    return new StartError(`${place} is in use; choose another with --${at.option}`, { cause: error });
  if (error.code === 'EACCES')
    return new StartError(`${place} needs more rights; choose another with --${at.option}`, { cause: error });
  return new StartError(`cannot listen on ${place}: ${error.message}`, { cause: error });
}

async function closeServer(server: Server, connections: Connections, deadlineMs: number): Promise<void> {
  const cut = setTimeout(() => server.closeAllConnections(), deadlineMs);
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    connections.closeWhenIdle();
  });
  clearTimeout(cut);
}

interface Connections {
  /** Ends every connection as soon as it has no request under way. */
  closeWhenIdle(): void;
}

/**
 * Node's own `closeIdleConnections` looks once, and leaves out connections that never sent a request. Browsers and undici
 * open such in advance, and a busy client keeps its connection after the answer: each would hold a drain to its deadline.
 */
function trackConnections(server: Server): Connections {
  const idle = new Set<Socket>();
  let isClosing = false;
  const rest = (socket: Socket) => {
    if (isClosing) socket.destroySoon();
    else if (!socket.destroyed) idle.add(socket);
  };
  // A TLS listener speaks of a connection twice; requests know the second, the encrypted one.
  server.on(server instanceof TlsServer ? 'secureConnection' : 'connection', (socket: Socket) => {
    socket.once('close', () => idle.delete(socket));
    rest(socket);
  });
  server.on('request', ({ socket }, response) => {
    idle.delete(socket);
    response.once('close', () => rest(socket));
  });
  return {
    closeWhenIdle: () => {
      isClosing = true;
      for (const socket of idle) socket.destroySoon();
    },
  };
}
