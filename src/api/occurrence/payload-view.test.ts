import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { occurrenceResponse } from '../contract/index.ts';
import { payloadView } from './payload-view.ts';

const told = occurrenceResponse.pick({
  body: true,
  isFailsafe: true,
  telemetry: true,
  request: true,
  person: true,
  custom: true,
  about: true,
});
/** What the page would get, as the page reads it. */
const view = (data: unknown) => told.strict().parse(JSON.parse(JSON.stringify(payloadView(JSON.stringify(data)))));

const FRAME = { filename: '/app/home.py', lineno: 42, method: 'get_home', code: 'return rows[0].name' };
const withTrace = (frames: unknown[], more: object = {}) => ({
  body: { trace: { frames, exception: { class: 'TypeError', message: 'x is undefined' } } },
  ...more,
});

function framesOf(data: unknown) {
  const { body } = view(data);
  return body.kind === 'exception' ? (body.chain[0]?.frames ?? []) : [];
}

describe('a payload', () => {
  it('of pyrollbar: code, context and locals of each frame', () => {
    const frame = {
      ...FRAME,
      context: { pre: ['rows = load()'], post: ['', 'def other():'] },
      locals: { rows: '<list of 3>', self: { id: 7 } },
      args: [1],
    };
    expect(framesOf(withTrace([frame], { server: { root: '/app' } }))).toEqual([
      {
        ...{ filename: '/app/home.py', method: 'get_home', line: 42, column: null, isOwn: true },
        ...{ before: ['rows = load()'], code: 'return rows[0].name', after: ['', 'def other():'] },
        locals: [
          { name: 'rows', value: '<list of 3>' },
          { name: 'self', value: { id: 7 } },
          { name: 'args[0]', value: 1 },
        ],
      },
    ]);
  });

  it('with a chain: the caught one first, its causes after it', () => {
    const { body } = view({
      body: {
        trace_chain: [
          { frames: [FRAME], exception: { class: 'ValueError', message: 'no rows' } },
          { frames: [], exception: { class: 'KeyError', description: 'x' } },
        ],
      },
    });
    expect(body).toMatchObject({
      kind: 'exception',
      chain: [
        { type: 'ValueError', message: 'no rows' },
        { type: 'KeyError', message: 'x' },
      ],
    });
  });

  it('of Go has its frames turned round, so that the most recent call is last', () => {
    const frames = [{ filename: 'inner.go' }, { filename: 'outer.go' }];
    const names = (name: string) => framesOf(withTrace(frames, { notifier: { name } })).map(({ filename }) => filename);
    expect(names('rollbar/rollbar-go')).toEqual(['outer.go', 'inner.go']);
    expect(names('pyrollbar')).toEqual(['inner.go', 'outer.go']);
  });

  it('of a client that tells of itself says so', () => {
    const failsafe = { body: { message: { body: 'payload too large' } }, failsafe: true, internal: true };
    expect(view(failsafe).isFailsafe).toBe(true);
    expect(view({ ...failsafe, failsafe: 'x' }).isFailsafe).toBe(false);
  });

  it('that is a message keeps what was told beside it', () => {
    expect(view({ body: { message: { body: 'Hello World!', user: { id: 1 } } } }).body).toEqual({
      ...{ kind: 'message', text: 'Hello World!', more: [{ name: 'user', value: { id: 1 } }] },
    });
  });

  it('of rollbar-gem shows the program’s own words and custom data, which stand beside the exception', () => {
    const exception = { class: 'E', message: 'no flour', description: 'could not bake' };
    const extra = { order: { id: 7 } };
    const { about, custom } = view({ body: { trace: { frames: [], exception, extra } } });
    expect(about).toEqual([{ title: 'Exception', entries: [{ name: 'description', value: 'could not bake' }] }]);
    expect(custom).toEqual([{ name: 'order', value: { id: 7 } }]);
    expect(view({ body: { trace_chain: [{ frames: [], exception, extra }] }, custom: extra }).custom).toEqual(custom);
  });

  it('of rollbar-php shows what stands beside the body, and no words twice', () => {
    const exception = { class: 'E', message: 'x', description: 'x' };
    const { about, custom } = view({ body: { trace: { frames: [], exception }, extra: { order: 7 } } });
    expect(custom).toEqual([{ name: 'order', value: 7 }]);
    expect(about).toEqual([]);
  });

  it('of a page whose stack made no frames shows it as it came', () => {
    const exception = { class: 'E', message: 'x', stack: 'E: x\n  somewhere', raw: 'E: x' };
    const chainOf = (frames: unknown[]) => view({ body: { trace: { frames, exception } } }).body;
    expect(chainOf([])).toMatchObject({ chain: [{ stack: 'E: x\n  somewhere' }] });
    expect(chainOf([FRAME])).toMatchObject({ chain: [{ stack: '' }] });
  });

  it('has the kind of body that is not null', () => {
    const trace = { frames: [], exception: { class: 'E', message: 'x' } };
    expect(view({ body: { trace, message: null, crash_report: null } }).body.kind).toBe('exception');
  });

  it('tells what happened before, by kind', () => {
    const event = (type: string, body: object) => ({ level: 'info', type, source: 'client', timestamp_ms: 5, body });
    const { telemetry } = view({
      body: {
        message: { body: 'x' },
        telemetry: [
          event('log', { message: 'ready' }),
          event('network', {
            ...{ method: 'GET', url: '/home', status_code: 500, subtype: 'fetch', start_time_ms: 1, end_time_ms: 13 },
          }),
          event('dom', { subtype: 'click', element: 'button#pay' }),
          event('navigation', { from: '/', to: '/cart' }),
          event('connectivity', { subtype: 'offline' }),
          event('manual', { mood: 'good' }),
          event('__proto__', { message: 'odd' }),
        ],
      },
    });
    expect(telemetry.map(({ kind, title, detail }) => [kind, title, detail])).toEqual([
      ['log', 'ready', ''],
      ['network', 'GET /home', '500, fetch, 12 ms'],
      ['dom', 'click button#pay', ''],
      ['navigation', '/ → /cart', ''],
      ['connectivity', 'offline', ''],
      ['manual', 'manual', ''],
      ['other', 'odd', ''],
    ]);
    expect(telemetry[5]?.more).toEqual([{ name: 'mood', value: 'good' }]);
  });

  it('shows the request in parts, the person without what was not told', () => {
    const { request, person, custom } = view({
      request: { url: 'http://x/home', method: 'GET', headers: { Accept: '*/*' }, body: 'a=1', POST: {} },
      person: { id: 7, username: null, email: 'ada@example.com' },
      custom: { feed: 'x' },
    });
    expect(request.map(({ title }) => title)).toEqual(['Request', 'Headers', 'Body']);
    expect(person.map(({ name, value }) => [name, value])).toEqual([
      ['id', 7],
      ['email', 'ada@example.com'],
    ]);
    expect(custom).toEqual([{ name: 'feed', value: 'x' }]);
  });

  it.each([
    'null',
    '[]',
    '7',
    '{"body":7,"request":[],"person":"x","server":null}',
    '{"body":{"trace_chain":{"0":1}}}',
    '{"body":{"trace":{"frames":[null,7,{"context":{"pre":7}}],"exception":[]}}}',
    '{"body":{"message":"text","telemetry":[null,{"body":7,"timestamp_ms":"x"}]}}',
    '{"body":{"crash_report":null},"attributes":[7]}',
    '{"custom":{"__proto__":{"a":1},"constructor":2,"\\u0000":3}}',
    `{"custom":${'['.repeat(20_000)}${']'.repeat(20_000)}}`,
    `{"body":{"trace":{"frames":[${'{},'.repeat(9_999)}{}]}}}`,
  ])('of the wrong shape gives a view all the same', (payload) => {
    expect(() => told.strict().parse(JSON.parse(JSON.stringify(payloadView(payload))))).not.toThrow();
  });

  it('of any shape whatever gives a view', () => {
    const piece = fc.jsonValue({ maxDepth: 3 });
    const data = fc.record(
      {
        body: fc.oneof(piece, fc.dictionary(fc.constantFrom('trace', 'trace_chain', 'message', 'telemetry'), piece)),
        request: piece,
        person: piece,
        custom: piece,
        server: piece,
        client: piece,
        attributes: piece,
        notifier: piece,
        project_package_paths: piece,
      },
      { requiredKeys: [] },
    );
    fc.assert(fc.property(data, (any) => void view(any)));
  });

  it('keeps each part within bounds, and says what it left out', () => {
    const custom = {
      deep: { a: { b: { c: { d: { e: { f: { g: { h: { i: { j: 1 } } } } } } } } } },
      long: 'x'.repeat(30_000),
    };
    const entries = view({ custom: { ...custom, many: new Array(500).fill(0) } }).custom;
    const text = JSON.stringify(entries);
    for (const part of ['and 10000 more characters', 'and 300 more', '{ 1 }'])
      expect(text.includes(part), part).toBe(true);
  });
});
