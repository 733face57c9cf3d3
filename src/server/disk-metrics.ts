import { Counter, Gauge, type Registry } from 'prom-client';
import { DISK_LEVELS } from '../model/disk.ts';
import type { DiskGuard, Upkeep } from '../store/index.ts';

/** Figures of the disk, read when they are asked for. */
export function collectDiskMetrics(registry: Registry, { guard, upkeep }: { guard: DiskGuard; upkeep: Upkeep }): void {
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(read());
      },
    });
  gauge('combray_disk_used_bytes', 'Used on the disk of telemetry, by anybody.', () => guard.state().usedBytes);
  gauge('combray_disk_free_bytes', 'Free on the disk of telemetry.', () => guard.state().availableBytes);
  gauge('combray_disk_telemetry_bytes', 'What telemetry takes up.', () => guard.state().telemetryBytes);
  gauge('combray_disk_limit_bytes', 'COMBRAY_DISK_MAX, 0 if unset.', () => guard.state().telemetryBytesMax ?? 0);
  gauge('combray_disk_level', '0: room; 1: 85 % full; 2: 95 % full, senders are refused.', () =>
    DISK_LEVELS.indexOf(guard.state().level),
  );
  new Counter({
    name: 'combray_days_dropped_total',
    help: 'Days of telemetry dropped, by reason.',
    labelNames: ['reason'],
    registers: [registry],
    collect() {
      const { daysDroppedByAge, daysDroppedByLimit } = upkeep.stats();
      this.reset();
      this.inc({ reason: 'retention' }, daysDroppedByAge);
      this.inc({ reason: 'limit' }, daysDroppedByLimit);
    },
  });
  new Counter({
    name: 'combray_rows_expired_total',
    help: 'Rows deleted by the retention of an environment or dataset.',
    registers: [registry],
    collect() {
      this.reset();
      this.inc(upkeep.stats().rowsExpired);
    },
  });
}
