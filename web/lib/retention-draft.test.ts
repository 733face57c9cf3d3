import { describe, expect, it } from 'vitest';
import { daysProblem, draftOf, effectiveDays, requestOf } from './retention-draft.ts';

const dataset = (name: string, days: number | null) => ({ dataset: name, days, rowCount: 1, oldestMs: 0 });
const kept = { generalDays: 30, days: 7, datasets: [dataset('web', 3), dataset('api', null)] };

describe('a draft of retention', () => {
  it('begins with what is kept, and asks for the same again', () => {
    expect(draftOf(kept)).toEqual({ own: '7', datasets: { web: '3', api: '' } });
    expect(requestOf(draftOf(kept), 30)).toEqual({ days: 7, datasets: [{ dataset: 'web', days: 3 }] });
    expect(requestOf({ own: ' ', datasets: { web: '' } }, 30)).toEqual({ days: null, datasets: [] });
  });

  it.each([
    ['', undefined],
    ['1', undefined],
    ['30', undefined],
    ['31', 'The server keeps 30 days at most.'],
    ['0', 'Whole days, 1 or more.'],
    ['1.5', 'Whole days, 1 or more.'],
    ['-1', 'Whole days, 1 or more.'],
    ['week', 'Whole days, 1 or more.'],
    ['9'.repeat(30), 'Whole days, 1 or more.'],
  ])('of %j days has the problem %j', (text, problem) => {
    expect(daysProblem(text, 29.5)).toBe(problem);
    expect(requestOf({ own: '', datasets: { web: text } }, 29.5) === undefined).toBe(problem !== undefined);
  });

  it('says how long each dataset is kept, and by whose word', () => {
    const draft = draftOf(kept);
    expect(effectiveDays(draft, 'web', 30)).toEqual({ days: 3, from: 'dataset' });
    expect(effectiveDays(draft, 'api', 30)).toEqual({ days: 7, from: 'environment' });
    expect(effectiveDays({ ...draft, own: '' }, 'api', 30)).toEqual({ days: 30, from: 'server' });
    expect(effectiveDays({ ...draft, own: '90' }, 'api', 30)).toEqual({ days: 30, from: 'environment' });
  });
});
