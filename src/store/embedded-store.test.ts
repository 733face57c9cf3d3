import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe } from 'vitest';
import { silentLog } from '../base/log.ts';
import { openEmbeddedStore } from './index.ts';
import { storeContract } from './store.kit.ts';

describe('the embedded telemetry store', () => {
  storeContract(async () => {
    const directory = mkdtempSync(join(tmpdir(), 'combray-store-'));
    return (options) => openEmbeddedStore({ ...options, directory, memoryBytes: 2 ** 30, log: silentLog });
  });
});
