import { Worker } from 'node:worker_threads';

/** Datagrams of one port, read by a thread that does nothing else. */
export interface DatagramReceiver {
  /** Reads what has reached the kernel, hands it over, and closes. */
  close(deadlineMs: number): Promise<void>;
}

export interface DatagramReceiverOptions {
  readonly host: string;
  readonly port: number;
  /** Must not throw. */
  readonly take: (bytes: Buffer, address: string) => void;
  /** So many were thrown away, because the main thread was behind. */
  readonly spill: (count: number) => void;
}

/** What the kernel may hold; it gives as much of it as `net.core.rmem_max` allows. */
const RECEIVE_BUFFER_BYTES = 8 * 2 ** 20;
/** What the thread may hold while the main thread is busy: tens of thousands of datagrams. */
const HELD_BYTES_MAX = 64 * 2 ** 20;

/**
 * Node reads at most 32 datagrams in a turn of its event loop: while the main thread writes rows for half a second, the kernel's
 * buffer overflows. The thread's loop turns all the time. It hands over what came in a few milliseconds as one buffer.
 */
const WORKER_SOURCE = `
  const { createSocket } = require('node:dgram');
  const { parentPort, workerData } = require('node:worker_threads');
  const { host, port, receiveBufferBytes, heldBytesMax } = workerData;
  let parts = [], addresses = [], heldBytes = 0, spilled = 0, received = 0, timer;
  const flush = () => {
    timer = undefined;
    if (parts.length + spilled === 0) return;
    const all = Buffer.concat(parts);
    const bytes = new Uint8Array(all);
    parentPort.postMessage({ bytes, lengths: parts.map((part) => part.length), addresses, spilled }, [bytes.buffer]);
    parts = []; addresses = []; spilled = 0;
  };
  const socket = createSocket({ type: host.includes(':') ? 'udp6' : 'udp4', recvBufferSize: receiveBufferBytes });
  socket.on('message', (part, { address }) => {
    received++;
    if (heldBytes + part.length > heldBytesMax) spilled++;
    else { heldBytes += part.length; parts.push(part); addresses.push(address); }
    timer ??= setTimeout(flush, 2);
  });
  const close = (turnsLeft, before) => {
    if (turnsLeft > 0 && before !== received) return setTimeout(close, 20, turnsLeft - 1, received);
    flush();
    socket.close(() => { parentPort.postMessage({ isClosed: true }); parentPort.close(); });
  };
  parentPort.on('message', ({ takenBytes, closeWithinMs }) => {
    if (takenBytes !== undefined) heldBytes -= takenBytes;
    if (closeWithinMs !== undefined) close(Math.ceil(closeWithinMs / 20), -1);
  });
  const refuse = ({ code, message }) => parentPort.postMessage({ failure: { code, message } });
  socket.once('error', refuse);
  socket.bind({ address: host, port, exclusive: true }, () => {
    // From here on an error ends the thread.
    socket.off('error', refuse);
    parentPort.postMessage({ isBound: true });
  });
`;

interface FromWorker {
  readonly isBound?: true;
  readonly isClosed?: true;
  readonly failure?: { readonly code: string; readonly message: string };
  readonly bytes?: Uint8Array;
  readonly lengths?: readonly number[];
  readonly addresses?: readonly string[];
  readonly spilled?: number;
}

/** Rejects with the error of the socket, which has its `code`. Once it is bound, an error of the thread is one of the process. */
export async function receiveDatagrams(options: DatagramReceiverOptions): Promise<DatagramReceiver> {
  const { host, port } = options;
  const limits = { receiveBufferBytes: RECEIVE_BUFFER_BYTES, heldBytesMax: HELD_BYTES_MAX };
  const worker = new Worker(WORKER_SOURCE, { eval: true, workerData: { host, port, ...limits } });
  const closed = new Promise<void>((resolve) => {
    worker.on('message', ({ isClosed }: FromWorker) => {
      if (isClosed) resolve();
    });
  });
  await new Promise<void>((resolve, reject) => {
    worker.once('error', reject);
    worker.on('message', ({ isBound, failure }: FromWorker) => {
      if (isBound) {
        // Unheard, it stops the process, which says so: datagrams that nobody reads would be lost in silence.
        worker.off('error', reject);
        resolve();
      }
      if (failure) reject(Object.assign(new Error(failure.message), { code: failure.code }));
    });
  }).catch(async (error) => {
    await worker.terminate();
    throw error;
  });
  worker.on('message', (message: FromWorker) => handOver(message, worker, options));
  return {
    async close(deadlineMs) {
      worker.postMessage({ closeWithinMs: deadlineMs });
      await closed;
    },
  };
}

function handOver(
  { bytes, lengths = [], addresses = [], spilled = 0 }: FromWorker,
  worker: Worker,
  { take, spill }: DatagramReceiverOptions,
): void {
  if (spilled > 0) spill(spilled);
  if (!bytes) return;
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  let at = 0;
  lengths.forEach((length, index) => {
    take(all.subarray(at, at + length), addresses[index] ?? '');
    at += length;
  });
  worker.postMessage({ takenBytes: at });
}
