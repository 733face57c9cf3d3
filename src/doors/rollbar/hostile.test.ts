import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ROOT } from '../../../tests/support/repository.ts';
import { openTestDoor, SMALLEST, type TestDoor } from './rollbar.kit.ts';

const MIB = 2 ** 20;
/** Far more than any of these takes, far less than what grows with the square of a length. */
const PATIENCE_MS = 10_000;

let door: TestDoor;
beforeAll(async () => {
  door = await openTestDoor(undefined, { bodyBytesMax: MIB });
});
beforeEach(() => {
  door.accepted.length = 0;
  door.test.clock.advance(61_000);
});
afterAll(() => door.close());

const post = (payload: string | Buffer) =>
  door.app.inject({
    method: 'POST',
    url: '/api/1/item/',
    payload,
    headers: { 'x-rollbar-access-token': door.tokens.server, 'content-type': 'application/json' },
  });

const captured = readFileSync(join(ROOT, 'tests/fixtures/rollbar/pyrollbar-1.5.0/raise/body.json'));

describe('whatever bytes are posted', () => {
  it('they are an item, or refused by 400 or 422 in the API’s shape', async () => {
    const bytes = fc.uint8Array({ maxLength: 200 }).map((sent) => Buffer.from(sent));
    const damaged = fc
      .array(fc.tuple(fc.nat(captured.length - 1), fc.nat(255)), { minLength: 1, maxLength: 20 })
      .map((changes) => {
        const copy = Buffer.from(captured);
        for (const [at, byte] of changes) copy[at] = byte;
        return copy;
      });
    const cut = fc.nat(captured.length).map((length) => captured.subarray(0, length));
    await fc.assert(
      fc.asyncProperty(fc.oneof(bytes, damaged, cut), async (body) => {
        door.test.clock.advance(61_000);
        const answer = await post(body);
        expect([200, 400, 422]).toContain(answer.statusCode);
        expect(answer.json()).toMatchObject(answer.statusCode === 200 ? { err: 0 } : { err: 1, message: /./ });
      }),
      { numRuns: 500 },
    );
    expect(door.bugCount()).toBe(0);
  });
});

describe('a payload of 1 MiB', () => {
  const withBody = (body: string) => `{"data":{"body":{"message":{"body":"x"}},"custom":${body}}}`;
  const fill = (unit: string, length = MIB - 1_000) => unit.repeat(Math.floor(length / unit.length));
  const cases: [string, () => string, number][] = [
    ['of one text', () => withBody(`"${fill('x')}"`), 200],
    ['of escaped NULs', () => withBody(`"${fill('\\u0000')}"`), 200],
    ['of lone surrogates', () => withBody(`"${fill('\\ud800')}"`), 200],
    ['of question marks in an address', () => withBody(`"http://${fill('?')}"`), 200],
    ['of parameters', () => withBody(`"http://x/?${fill('token=1&')}"`), 200],
    ['of brackets', () => withBody(fill('[', MIB / 2 - 1_000) + fill(']', MIB / 2 - 1_000)), 200],
    ['of nested maps', () => withBody(`${fill('{"a":', 800_000)}1${'}'.repeat(160_000)}`), 200],
    [
      'of nested lists as a copy of custom data',
      () => {
        const deep = fill('[', MIB / 4 - 1_000) + fill(']', MIB / 4 - 1_000);
        return `{"data":{"body":{"message":{"body":"x"}},"custom":{"request":${deep}},"request":${deep}}}`;
      },
      200,
    ],
    ['of empty maps', () => withBody(`[${fill('{},')}{}]`), 200],
    ['of many fields', () => withBody(`{${Array.from({ length: 70_000 }, (_, at) => `"k${at}":1`).join()}}`), 200],
    [
      'of frames',
      () => `{"data":{"body":{"trace":{"exception":{"class":"E"},"frames":[${fill('{"filename":"a.py"},')}{}]}}}}`,
      200,
    ],
    [
      'of causes',
      () => `{"data":{"body":{"trace_chain":[${fill('{"exception":{"class":"E"},"frames":[]},')}{}]}}}`,
      422,
    ],
    ['of quotes', () => fill('"'), 400],
    ['of blanks', () => fill(' '), 400],
    ['of ampersands', () => `payload=${fill('&')}`, 400],
    [
      'of a request body in JSON',
      () => JSON.stringify({ data: { ...SMALLEST.data, request: { body: fill('[', 400_000) + fill(']', 400_000) } } }),
      200,
    ],
  ];
  it.each(cases)(
    '%s is answered in time',
    async (_name, make, status) => {
      const body = make();
      const answer = await post(body);
      expect(answer.statusCode).toBe(status);
      expect(door.bugCount()).toBe(0);
    },
    PATIENCE_MS,
  );

  it('and one byte more is 413', async () => {
    expect((await post('x'.repeat(MIB + 1))).statusCode).toBe(413);
    expect((await post('x'.repeat(10 * MIB))).statusCode).toBe(413);
    const titles = door.accepted.map(({ tellings }) => tellings?.[0]?.telling.title);
    expect(titles).toEqual(['API error: request entity too large']);
  });
});
