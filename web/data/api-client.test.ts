import { afterEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { apiPath, requestJson, requestNothing } from './api-client.ts';
import { ApiError, isSignedOut } from './api-error.ts';

const schema = z.object({ count: z.number() });

function answer(make: () => Response | Promise<Response>) {
  const fetched = vi.fn<typeof fetch>(async () => make());
  vi.stubGlobal('fetch', fetched);
  return fetched;
}

const failure = (run: Promise<unknown>): Promise<ApiError> =>
  run.then(
    () => Promise.reject(new Error('it answered')),
    (error: unknown) => {
      expect(error).toBeInstanceOf(ApiError);
      return error as ApiError;
    },
  );

afterEach(() => vi.unstubAllGlobals());

describe('the client', () => {
  it('encodes each part of a path, so that no name becomes another path', () => {
    expect(apiPath('environments', '../a/b?c#d', 'keys')).toBe('/api/ui/environments/..%2Fa%2Fb%3Fc%23d/keys');
  });

  it('gives what fits the contract, and sends a body as JSON', async () => {
    const fetched = answer(() => Response.json({ count: 3 }));
    expect(await requestJson('POST', '/x', schema, { body: { a: 1 }, query: { q: 'a b' } })).toEqual({ count: 3 });
    expect(fetched.mock.calls[0]?.[0]).toBe('/x?q=a+b');
    expect(fetched.mock.calls[0]?.[1]).toMatchObject({
      method: 'POST',
      body: '{"a":1}',
      headers: { 'content-type': 'application/json' },
    });
  });

  it("passes the server's own words on", async () => {
    answer(() => Response.json({ error: { code: 'session-missing', message: 'sign in first' } }, { status: 401 }));
    const error = await failure(requestJson('GET', '/x', schema));
    expect(error).toMatchObject({ code: 'session-missing', message: 'sign in first', status: 401, isPassing: false });
    expect(isSignedOut(error)).toBe(true);
  });

  it('says where an answer leaves the contract', async () => {
    answer(() => Response.json({ count: 'three' }));
    const error = await failure(requestJson('GET', '/x', schema));
    expect(error.code).toBe('answer-unreadable');
    expect(error.message).toContain('count');
  });

  it.each([
    ['a page of a proxy', () => new Response('<html>', { status: 200 }), 'answer-unreadable', false],
    ['a refusal of a proxy', () => new Response('<html>', { status: 502 }), 'answer-unreadable', true],
    ['nobody there', () => Promise.reject(new TypeError('failed to fetch')), 'unreachable', true],
  ])('turns %s into an error with words', async (_case, make, code, isPassing) => {
    answer(make);
    const error = await failure(requestJson('GET', '/x', schema));
    expect(error).toMatchObject({ code, isPassing });
    expect(error.message).not.toBe('');
  });

  it('leaves a cancelled request cancelled, not failed', async () => {
    const controller = new AbortController();
    const reason = new DOMException('left', 'AbortError');
    answer(() => {
      controller.abort(reason);
      return Promise.reject(reason);
    });
    await expect(requestNothing('GET', '/x', { signal: controller.signal })).rejects.toBe(reason);
  });
});
