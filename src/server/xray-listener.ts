import type { RequestListener } from 'node:http';
import { type DatagramReceiver, receiveDatagrams } from './datagram-receiver.ts';
import { type ListenAt, type Listener, listen, StartError } from './listeners.ts';

export interface XRayHandlers {
  readonly answer: RequestListener;
  /** Must not throw. */
  readonly takeDatagram: (bytes: Buffer, address: string) => void;
  readonly spillDatagrams: (count: number) => void;
}

/** Of a port that any may be: UDP must get the number TCP got. */
const ATTEMPTS_MAX = 20;

/** Opens the daemon's port for UDP and TCP, of one number. Throws StartError when it cannot be had. */
export async function listenXRay(handlers: XRayHandlers, at: Omit<ListenAt, 'tls'>): Promise<Listener> {
  for (let attempt = 1; ; attempt++) {
    const tcp = await listen(handlers.answer, { ...at, tls: undefined });
    try {
      const udp = await listenUdp(handlers, { ...at, port: tcp.port });
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
  { takeDatagram: take, spillDatagrams: spill }: XRayHandlers,
  { host, port, option }: Omit<ListenAt, 'tls'>,
): Promise<DatagramReceiver> {
  try {
    return await receiveDatagrams({ host, port, take, spill });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reason = code === 'EADDRINUSE' ? `is in use; choose another with --${option}` : message;
    throw new StartError(`UDP port ${port} on ${host}: ${reason}`, { cause: error });
  }
}
