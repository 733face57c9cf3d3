import {
  KEY_PERMISSIONS,
  type KeyKind,
  type KeyRequest,
  type KeyView,
  type Permission,
  ROLLBAR_ACCOUNT_SCOPES,
  ROLLBAR_SCOPES,
} from '../../src/api/contract/index.ts';
import { formatCount } from './format-number.ts';

export const KIND_WORDS: Readonly<Record<KeyKind, string>> = {
  ingest: 'ingest',
  configuration: 'configuration',
  management: 'management',
  rollbar_project: 'Rollbar project',
  rollbar_account: 'Rollbar account',
  aws: 'AWS',
};

/** What a person chooses from when they make a key; empty where the kind alone says it. */
export function grantablePermissions(kind: KeyKind): readonly Permission[] {
  switch (kind) {
    case 'configuration':
      return KEY_PERMISSIONS;
    case 'rollbar_project':
      return ROLLBAR_SCOPES;
    case 'rollbar_account':
      return ROLLBAR_ACCOUNT_SCOPES;
    case 'ingest':
    case 'management':
    case 'aws':
      return [];
  }
}

/** Rollbar's scopes keep their names, which its documentation and its refusals use. */
export function permissionWords(permission: Permission): string {
  return (ROLLBAR_SCOPES as readonly Permission[]).includes(permission) ? permission : permission.replaceAll('_', ' ');
}

/** Kinds whose text is kept so that it can be read again. */
export function isShownAgain({ kind }: Pick<KeyView, 'kind'>): boolean {
  return kind === 'rollbar_project' || kind === 'rollbar_account';
}

/** Source: docs.rollbar.com "Rate limits" (2026): these windows and no others. */
export const RATE_WINDOWS = [
  { id: 'none', words: 'no limit', seconds: 0 },
  { id: 'minute', words: 'minute', seconds: 60 },
  { id: 'five-minutes', words: '5 minutes', seconds: 300 },
  { id: 'half-hour', words: '30 minutes', seconds: 1_800 },
  { id: 'hour', words: 'hour', seconds: 3_600 },
  { id: 'day', words: 'day', seconds: 86_400 },
  { id: 'week', words: 'week', seconds: 604_800 },
  { id: 'month', words: '30 days', seconds: 2_592_000 },
] as const;
export type RateWindowId = (typeof RATE_WINDOWS)[number]['id'];

/** What stands in the fields. */
export interface RateLimitDraft {
  readonly window: RateWindowId;
  readonly count: string;
}

const COUNT_MAX = 1_000_000_000;

/** What is wrong with the count, in words; undefined for nothing. */
export function countProblem({ window, count }: RateLimitDraft): string | undefined {
  if (window === 'none' || count.trim() === '') return undefined;
  return readCount(count) === undefined ? `A whole number, 1 to ${formatCount(COUNT_MAX)}.` : undefined;
}

/** The request's part; 'incomplete' while something in it is missing or wrong. */
export function rateLimitOf(draft: RateLimitDraft): Pick<KeyRequest, 'rateLimit'> | 'incomplete' {
  if (draft.window === 'none') return {};
  const windowSeconds = RATE_WINDOWS.find(({ id }) => id === draft.window)?.seconds;
  const count = readCount(draft.count);
  return windowSeconds === undefined || count === undefined ? 'incomplete' : { rateLimit: { windowSeconds, count } };
}

function readCount(text: string): number | undefined {
  const digits = text.trim().replaceAll(/[ ,_]/g, '');
  const count = /^\d{1,10}$/.test(digits) ? Number(digits) : 0;
  return count >= 1 && count <= COUNT_MAX ? count : undefined;
}

/** `1,000 per hour`. A window that the API was given otherwise is told in seconds. */
export function rateLimitWords({ windowSeconds, count }: NonNullable<KeyView['rateLimit']>): string {
  const window = RATE_WINDOWS.find(({ seconds }) => seconds === windowSeconds)?.words ?? `${windowSeconds} s`;
  return `${formatCount(count)} per ${window}`;
}
