import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { firstRunOf, openTestAccess, type TestAccess } from './access.kit.ts';
import type { FirstRun } from './first-run.ts';
import { createRollbarGuard, type RollbarGuard } from './rollbar-guard.ts';

let test: TestAccess;
let made: FirstRun;
let guard: RollbarGuard;
beforeEach(async () => {
  test = await openTestAccess();
  made = await firstRunOf(test, { rollbarAccountToken: 'a'.repeat(32) });
  guard = createRollbarGuard({ directory: test.access.directory, isKeylessAllowed: false });
});
afterEach(() => test.control.close());

const REQUEST = { headers: { host: 'localhost:8080' } };

describe('a Rollbar request', () => {
  it('is let in by its token, into the token’s project', () => {
    const admission = guard.admit(REQUEST, made.rollbarServerToken, ['post_server_item']);
    const [project] = test.access.projects.list(made.environment.id);
    expect(project).toMatchObject({ slug: 'bootcamp', environmentId: made.environment.id });
    expect(admission).toMatchObject({ project, environment: made.environment });
  });

  it('is let in by any of the scopes, and refused what it lacks in Rollbar’s words', () => {
    const admission = guard.admit(REQUEST, made.rollbarClientToken, ['post_server_item', 'post_client_item']);
    expect(() => guard.requireScope(admission, 'post_client_item')).not.toThrow();
    const words =
      'insufficient privileges: post_server_item scope is required but the access token only has post_client_item.';
    expect(() => guard.requireScope(admission, 'post_server_item')).toThrow(words);
    expect(() => guard.admit(REQUEST, made.rollbarClientToken, ['read'])).toThrow(/^insufficient privileges: read /);
    const account = 'a'.repeat(32);
    expect(guard.admit(REQUEST, account, ['read']).project).toEqual(admission.project);
    expect(() => guard.admit(REQUEST, account, ['post_server_item'])).toThrow('only has read, write.');
  });

  it('is refused with a token that is unknown, or another kind’s key, without repeating it', () => {
    for (const token of ['0123456789abcdef', made.ingestKey, made.configurationKey, made.awsKey.secret]) {
      const refusal = expect.objectContaining({
        code: 'key-unknown',
        message: `access token not found: ${token.slice(0, 4)}...`,
      });
      expect(() => guard.admit(REQUEST, token, ['read'])).toThrow(refusal);
    }
  });

  it('without a token follows the keyless rule', () => {
    const words = 'Invalid format. access_token is missing and it is required.';
    expect(() => guard.admit(REQUEST, undefined, ['read'])).toThrow(words);
    const open = createRollbarGuard({ directory: test.access.directory, isKeylessAllowed: true });
    const admission = open.admit(REQUEST, undefined, ['read']);
    expect(admission).toMatchObject({ environment: made.environment, principal: { kind: 'keyless' } });
    expect(() => open.requireScope(admission, 'write')).not.toThrow();
    for (const headers of [{ host: 'evil.example' }, { ...REQUEST.headers, origin: 'https://evil.example' }]) {
      expect(() => open.admit({ headers }, '', ['read'])).toThrow(words);
    }
  });
});
