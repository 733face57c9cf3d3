import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../base/clock.ts';
import { silentLog } from '../base/log.ts';
import { openEmbeddedStore, type TelemetryStore } from '../store/index.ts';

/** An empty store of its own, for tests of parts that read from it through this one. */
export function openTestTelemetry(): Promise<TelemetryStore> {
  return openEmbeddedStore({
    directory: mkdtempSync(join(tmpdir(), 'combray-telemetry-')),
    memoryBytes: 2 ** 30,
    queueBytesMax: 2 ** 26,
    clock: systemClock,
    log: silentLog,
  });
}
