import { describe, expect, it } from 'vitest';
import { datasetOfService, datasetSlug } from './dataset.ts';

describe('the slug of a dataset', () => {
  it.each([
    ['MyDataset!', 'mydataset-'],
    ['my service / v2', 'my-service-v2'],
    ['a.b--c__d', 'a-b-c__d'],
    ['Küche', 'küche'],
    ['注文サービス', '注文サービス'],
    ['<b>"\0', '-b-'],
    ['!!!', '-'],
  ])('%j is %j', (name, slug) => {
    expect(datasetSlug(name)).toBe(slug);
  });

  it('ends somewhere, but not inside a character', () => {
    expect(datasetSlug('x'.repeat(1_000_000))).toBe('x'.repeat(200));
    expect(datasetSlug('𠮷'.repeat(300))).toBe('𠮷'.repeat(200));
  });
});

describe('the dataset of a service', () => {
  it.each([
    [undefined, 'unknown_service'],
    ['', 'unknown_service'],
    [' \t ', 'unknown_service'],
    ['unknown_service', 'unknown_service'],
    ['unknown_service:node', 'unknown_service'],
    [' shop ', 'shop'],
    ['Shop', 'shop'],
    ['my unknown_service', 'my-unknown_service'],
  ])('%j is %j', (service, dataset) => {
    expect(datasetOfService(service)).toBe(dataset);
  });
});
