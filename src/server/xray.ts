import type { FastifyInstance } from 'fastify';
import type { Registry } from 'prom-client';
import { type Access, accountIdOf, type RouteGuard } from '../access/index.ts';
import { createAddressSet } from '../base/address-set.ts';
import type { DiskGuard, TelemetryStore } from '../store/index.ts';
import { createSegments, createWholeTraces } from '../traces/index.ts';
import { createApp } from './app.ts';
import { countKernelDrops } from './kernel-drops.ts';
import type { ServeOptions, XRayOptions, XRayParts } from './serve-options.ts';
import type { Shutdown } from './shutdown.ts';

/** What answers on the daemon's port. */
export interface XRayApp {
  readonly http: FastifyInstance;
  readonly takeDatagram: (bytes: Buffer, address: string) => void;
  readonly spillDatagrams: (count: number) => void;
  /** Once the port is open: counts what the kernel throws away. */
  readonly watchPort: (port: number) => void;
}

/** X-Ray's door on the HTTP application, and on one of its own for the daemon's port. Undefined where there is none. */
export async function openXRay(
  { openXRay: open, xray }: Pick<ServeOptions, 'openXRay' | 'xray'>,
  stores: { readonly store: TelemetryStore; readonly access: Access; readonly guard: DiskGuard },
  built: Pick<XRayParts, 'intake' | 'inflater' | 'onBug' | 'traces' | 'daemons' | 'refusals'> & {
    readonly app: FastifyInstance;
    readonly guard: RouteGuard;
    readonly registry: Registry;
    readonly shutdown: Shutdown;
  },
): Promise<XRayApp | undefined> {
  if (!open) return undefined;
  const door = open({
    ...built,
    segments: createSegments(stores.store),
    wholeTraces: createWholeTraces(stores.store),
    requireSpace: () => stores.guard.requireSpace(),
    allowed: createAddressSet(xray.allow),
    daemonEnvironment: () => daemonEnvironment(stores.access, xray),
  });
  built.shutdown.add('X-Ray documents', () => door.close());
  await door.mountApi(built.app, built.guard);
  // Addresses decide who is let in, so no header may say another.
  const http = createApp({ trustProxy: [] });
  await door.mountDaemon(http);
  await http.ready();
  built.shutdown.add('X-Ray application', () => http.close());
  return {
    http,
    takeDatagram: (bytes, address) => door.takeDatagram(bytes, address),
    spillDatagrams: (count) => door.spillDatagrams(count),
    watchPort: (port) => countKernelDrops(built.registry, port),
  };
}

function daemonEnvironment({ directory }: Access, { environment: slug }: XRayOptions) {
  const first = directory.firstEnvironment();
  const found = first && slug !== undefined ? directory.findEnvironment(first.teamId, slug) : first;
  return found && { environment: found.id, accountId: accountIdOf(found.teamId) };
}
