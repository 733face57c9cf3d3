import { describe, expect, it } from 'vitest';
import { mapDurationText, typeWords } from './map-view.ts';

describe('words of the map', () => {
  it.each([
    ['', false, 'service'],
    ['remote', true, 'called, sent nothing itself'],
    ['Database::SQL', true, 'SQL database'],
    ['AWS::DynamoDB::Table', true, 'DynamoDB Table, sent nothing itself'],
    ['AWS::EC2::Instance', false, 'EC2 Instance'],
  ])('say of the type "%s" what it is', (type, isInferred, words) => {
    expect(typeWords({ type, isInferred })).toBe(words);
  });

  it('never say that something took no time', () => {
    expect([0, 0.4, 1, 1500].map(mapDurationText)).toEqual(['< 1 ms', '< 1 ms', '1.00 ms', '1.50 s']);
  });
});
