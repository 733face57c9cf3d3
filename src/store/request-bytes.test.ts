import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ATTRIBUTE_FLOAT, ATTRIBUTE_INT, ATTRIBUTE_STRING } from '../model/event-batch.ts';
import { EventBatchBuilder } from '../model/event-batch-builder.ts';
import type { EnvironmentId } from '../model/ids.ts';
import { eventBlock } from './event-block.ts';
import { requestBytes } from './request-bytes.ts';

describe('the size of a request', () => {
  it('is about that of its block, whatever it is made of', () => {
    const shape = fc.record({
      rows: fc.integer({ min: 200, max: 400 }),
      texts: fc.integer({ min: 0, max: 20 }),
      numbers: fc.integer({ min: 0, max: 20 }),
      text: fc.string({ unit: 'grapheme', maxLength: 400 }),
    });
    fc.assert(
      fc.property(shape, ({ rows, texts, numbers, text }) => {
        const builder = new EventBatchBuilder();
        for (let row = 0; row < rows; row++) {
          for (let index = 0; index < texts; index++) builder.attribute(`text${index}`, ATTRIBUTE_STRING, text);
          for (let index = 0; index < numbers; index++) {
            if (index % 2 === 0) builder.attribute(`int${index}`, ATTRIBUTE_INT, BigInt(row));
            else builder.attribute(`float${index}`, ATTRIBUTE_FLOAT, row);
          }
          builder.endRow({ timeNs: 1n, signal: 'trace', kind: 'span', dataset: 'd', statusMessage: text });
        }
        const batch = builder.build();
        let blockBytes = 0;
        const { pieces } = eventBlock([{ environment: 1 as EnvironmentId, source: 's', batch }], 1n);
        for (const piece of pieces()) blockBytes += piece.length;
        const estimate = requestBytes(batch);
        expect(estimate.block / blockBytes).toBeGreaterThan(0.9);
        expect(estimate.block / blockBytes).toBeLessThan(1.2);
        expect(estimate.held).toBeGreaterThanOrEqual(estimate.block);
      }),
      { numRuns: 50 },
    );
  });

  it('counts text that rows share once for each row, as the block does', () => {
    const builder = new EventBatchBuilder();
    const shared = 'x'.repeat(2 ** 20);
    for (let row = 0; row < 1_000; row++) {
      builder.attribute('shared', ATTRIBUTE_STRING, shared);
      builder.endRow({ timeNs: 1n, signal: 'trace', kind: 'span', dataset: 'd' });
    }
    expect(requestBytes(builder.build()).block).toBeGreaterThan(1_000 * 2 ** 20);
  });
});
