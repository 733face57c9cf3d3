import { expect, it } from 'vitest';
import { batchRows } from '../../../../tests/support/batch-rows.ts';
import { EventBatchBuilder } from '../../../model/event-batch-builder.ts';
import { DEFAULT_RECORD_LIMITS } from '../../../model/limits.ts';
import { RowAttributes } from './row-attributes.ts';

it('a flag is there when it is true, and nothing else is', () => {
  const builder = new EventBatchBuilder();
  const attributes = new RowAttributes(builder, DEFAULT_RECORD_LIMITS);
  attributes.begin();
  attributes.flag('told', true);
  // What a document does not say, also by the values that a default would stand in for.
  for (const [index, value] of [undefined, null, false, 'true', 1].entries()) attributes.flag(`untold ${index}`, value);
  builder.endRow({ timeNs: 1n, signal: 'trace', kind: 'span', dataset: 'd' });
  expect(batchRows(builder.build())).toMatchObject([{ attr_bool: { told: true } }]);
  expect(Object.keys(batchRows(builder.build())[0]?.attr_bool ?? {})).toEqual(['told']);
});
