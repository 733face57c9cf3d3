import { describe, expect, it } from 'vitest';
import { KEY_KINDS } from '../../src/api/contract/index.ts';
import {
  countProblem,
  grantablePermissions,
  isShownAgain,
  KIND_WORDS,
  permissionWords,
  rateLimitOf,
  rateLimitWords,
} from './key-words.ts';

describe('kinds of keys', () => {
  it('have words of their own', () => {
    const words = KEY_KINDS.map((kind) => KIND_WORDS[kind]);
    expect(new Set(words).size).toBe(KEY_KINDS.length);
  });

  it('offer what each may be granted', () => {
    expect(grantablePermissions('ingest')).toEqual([]);
    expect(grantablePermissions('configuration')).toContain('run_queries');
    expect(grantablePermissions('rollbar_project')).toEqual(['post_server_item', 'post_client_item', 'read', 'write']);
    expect(grantablePermissions('rollbar_account')).toEqual(['read', 'write']);
  });

  it('are shown again where Rollbar does', () => {
    expect(KEY_KINDS.filter((kind) => isShownAgain({ kind }))).toEqual(['rollbar_project', 'rollbar_account']);
  });
});

it('permissions are words, Rollbar’s scopes are names', () => {
  expect(
    ['create_datasets', 'manage_privateBoards', 'post_server_item', 'read'].map((name) =>
      permissionWords(name as 'read'),
    ),
  ).toEqual(['create datasets', 'manage privateBoards', 'post_server_item', 'read']);
});

describe('a rate limit', () => {
  it.each([
    [{ window: 'none', count: 'anything' }, {}],
    [{ window: 'hour', count: '1000' }, { rateLimit: { windowSeconds: 3_600, count: 1_000 } }],
    [{ window: 'month', count: ' 1,000 ' }, { rateLimit: { windowSeconds: 2_592_000, count: 1_000 } }],
    [{ window: 'minute', count: '1' }, { rateLimit: { windowSeconds: 60, count: 1 } }],
    [{ window: 'minute', count: '' }, 'incomplete'],
    [{ window: 'minute', count: '0' }, 'incomplete'],
    [{ window: 'minute', count: '-5' }, 'incomplete'],
    [{ window: 'minute', count: '1.5' }, 'incomplete'],
    [{ window: 'minute', count: '1e3' }, 'incomplete'],
    [{ window: 'minute', count: '1000000001' }, 'incomplete'],
  ] as const)('typed as %j is %j', (draft, wanted) => {
    expect(rateLimitOf(draft)).toEqual(wanted);
    const isWrong = wanted === 'incomplete' && draft.count !== '';
    expect(countProblem(draft) !== undefined).toBe(isWrong);
  });

  it('reads as a sentence would say it', () => {
    expect(rateLimitWords({ windowSeconds: 3_600, count: 1_000 })).toBe('1,000 per hour');
    expect(rateLimitWords({ windowSeconds: 300, count: 5 })).toBe('5 per 5 minutes');
    expect(rateLimitWords({ windowSeconds: 7, count: 5 })).toBe('5 per 7 s');
  });
});
