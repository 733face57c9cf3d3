import type { FastifyInstance } from 'fastify';
import type { DiskGuard } from '../store/index.ts';
import type { StatusResponse } from './contract/index.ts';

const READ = { access: { credential: 'session', role: 'viewer', environment: 'none' } } as const;

/** The state of the server that its page shows above everything else. */
export function registerStatusRoutes(app: FastifyInstance, { disk }: { disk: Pick<DiskGuard, 'state'> }): void {
  app.get('/api/ui/status', { config: READ }, (): StatusResponse => {
    const { level, diskLevel, telemetryBytesMax, usedBytes, availableBytes, telemetryBytes } = disk.state();
    const cause = level === diskLevel ? 'disk' : 'limit';
    return {
      disk: { level, cause, usedBytes, availableBytes, telemetryBytes, telemetryBytesMax: telemetryBytesMax ?? null },
    };
  });
}
