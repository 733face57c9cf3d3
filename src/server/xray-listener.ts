import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { type ListenAt, type Listener, listen, StartError } from './listeners.ts';

export interface XRayHandlers {
  readonly answer: RequestListener;
  /** Must not throw. */
  readonly takeDatagram: (bytes: Buffer, address: string) => void;
}

/** What the kernel holds while the event loop is busy; it gives as much of it as `net.core.rmem_max` allows. */
const RECEIVE_BUFFER_BYTES = 8 * 2 ** 20;
/** Of a port that any may be: UDP must get the number TCP got. */
const ATTEMPTS_MAX = 20;
const QUIET_MS = 20;

/** Opens the daemon's port for UDP and TCP, of one number. Throws StartError when it cannot be had. */
export async function listenXRay(handlers: XRayHandlers, at: Omit<ListenAt, 'tls'>): Promise<Listener> {
  for (let attempt = 1; ; attempt++) {
    const tcp = await listen(handlers.answer, { ...at, tls: undefined });
    try {
      const udp = await listenUdp(handlers.takeDatagram, { ...at, port: tcp.port });
      return {
        port: tcp.port,
        close: async (deadlineMs) => void (await Promise.all([tcp.close(deadlineMs), udp.close(deadlineMs)])),
      };
    } catch (error) {
      await tcp.close(0);
      if (at.port !== 0 || attempt === ATTEMPTS_MAX) throw error;
    }
  }
}

async function listenUdp(
  take: XRayHandlers['takeDatagram'],
  { host, port, option }: Omit<ListenAt, 'tls'>,
): Promise<{ close(deadlineMs: number): Promise<void> }> {
  const socket = createSocket({ type: host.includes(':') ? 'udp6' : 'udp4', recvBufferSize: RECEIVE_BUFFER_BYTES });
  let received = 0;
  socket.on('message', (bytes, { address }) => {
    received++;
    take(bytes, address);
  });
  await bindUdp(socket, { host, port, option });
  return {
    /** What has reached the kernel was received: it is read before the socket goes. */
    async close(deadlineMs) {
      const most = Math.ceil(deadlineMs / QUIET_MS);
      for (let turn = 0, before = -1; turn < most && before !== received; turn++) {
        before = received;
        await pause(QUIET_MS);
      }
      socket.close();
      await once(socket, 'close');
    },
  };
}

async function bindUdp(socket: Socket, { host, port, option }: Omit<ListenAt, 'tls'>): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    socket.once('error', (error: NodeJS.ErrnoException) => {
      const reason = error.code === 'EADDRINUSE' ? `is in use; choose another with --${option}` : error.message;
      reject(new StartError(`UDP port ${port} on ${host}: ${reason}`, { cause: error }));
    });
    socket.bind({ address: host, port, exclusive: true }, resolve);
  });
}
