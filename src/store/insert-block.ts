import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { CombrayError } from '../model/errors.ts';
import type { Engine } from './engine.ts';
import type { NativeBlock } from './native-block.ts';

/**
 * Some refusals pass: memory that a query is about to give back, a disk that merges are about to free. Senders wait 10 s
 * for their answer, so these take less than one. No jitter: there is one writer per engine, nobody to collide with.
 */
const PAUSES_MS = [100, 500];

/** Inserts a block, again if need be: its token makes sure that it is kept once even if an attempt's outcome was unknown. */
export async function insertBlock(engine: Engine, table: string, block: NativeBlock): Promise<void> {
  const token = `${table}-${randomUUID()}`;
  for (const pauseMs of PAUSES_MS) {
    try {
      return await engine.insert({ table, block, token });
    } catch (error) {
      if (!(error instanceof CombrayError)) throw error;
      await pause(pauseMs);
    }
  }
  return engine.insert({ table, block, token });
}
