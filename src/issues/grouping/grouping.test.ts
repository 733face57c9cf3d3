import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Telling } from '../../model/telling.ts';
import { tellingOf } from '../issues.kit.ts';
import { readCrashReport } from './crash-report.ts';
import { fingerprintOf } from './fingerprint.ts';
import { normaliseFilename, normaliseMethod } from './normalise-frame.ts';
import { normaliseMessage } from './normalise-message.ts';
import { titleOf } from './title.ts';

const message = (text: string): Telling => tellingOf({ body: { kind: 'message', text } });

describe('a message groups without its data', () => {
  it.each([
    ['Payment 4711 failed', 'Payment failed'],
    ['at 2026-11-23T02:40:00.123Z: late', 'at : late'],
    ['Sun, 06 Nov 1994 08:49:37 GMT expired', 'expired'],
    ['[23/Nov/2026:02:38:59] late', '[] late'],
    ['job of 1795401600 ended 1795401600123', 'job of ended'],
    ['no route to 10.0.0.1:8080 or fe80::1%eth0', 'no route to or'],
    ['mail to ada@shop.example bounced', 'mail to bounced'],
    ['object 0xdeadbeef at 7f3a9c', 'object at'],
    ['facade added a decade', 'facade added a decade'],
    ['took 12.75 s, -3.5 more', 'took s, more'],
    ['HTTP 404 for /a/77', 'HTTP 404 for /a/'],
    ['Error code: 1045 (28000)', 'Error code: 1045 ()'],
    ['errno=111, exit code 137, status 12345678', 'errno=111, exit code 137, status'],
    ['SQLSTATE[42S02] ORA-00942 E11000 WinError 10061', 'SQLSTATE[42S02] ORA-00942 E11000 WinError 10061'],
    ['std::vector has 1 of 2', 'std::vector has 1 of 2'],
    ['user12 of shard 3', 'user of shard 3'],
  ])('%s -> %s', (text, rest) => {
    expect(normaliseMessage(text)).toBe(rest);
  });

  const digits = fc.integer({ min: 10, max: 2 ** 31 }).map(String);
  const hex = (length: number) =>
    fc.stringMatching(new RegExp(`^[0-9a-f]{${length}}$`)).filter((text) => /\d/.test(text));
  const date = fc.date({ min: new Date('1971-01-01'), max: new Date('2099-12-31'), noInvalidDate: true });
  const data = {
    number: digits,
    decimal: fc.tuple(digits, digits).map((parts) => parts.join('.')),
    address: hex(12).map((text) => `0x${text}`),
    id: hex(24),
    uuid: fc.uuid(),
    ip: fc.ipV4(),
    ipv6: fc.ipV6().filter((text) => /\d/.test(text)),
    'ISO date': date.map((each) => each.toISOString()),
    'HTTP date': date.map((each) => each.toUTCString()),
    day: date.map((each) => each.toISOString().slice(0, 10)),
    clock: date.map((each) => each.toISOString().slice(11, 19)),
    epoch: date.map((each) => String(each.getTime())),
  };
  it.each(Object.entries(data))('whatever %s it names', (_what, value) => {
    const words = fc.constantFrom('order', 'for user', 'cannot load', 'rows of table', 'gone');
    fc.assert(
      fc.property(words, words, value, value, (before, after, one, other) => {
        const text = (piece: string) => `${before} ${piece} ${after}`;
        expect(fingerprintOf(message(text(one)))).toBe(fingerprintOf(message(text(other))));
      }),
      { numRuns: 300 },
    );
  });

  it('in a time that grows with its length', () => {
    for (const unit of ['1.', 'a@', '1:', 'f', '12 Nov ', 'status ', '-', ' 9', '::', 'E1'])
      normaliseMessage(unit.repeat(200_000));
  }, 10_000);
});

describe('a frame groups without what changes', () => {
  it.each([
    ['/srv/shop/app.py?x=1#2', '/srv/shop', 'ROOT/app.py'],
    ['/srv/shopping/app.py', '/srv/shop/', '/srv/shopping/app.py'],
    ['C:\\shop\\app.cs', 'C:\\shop', 'ROOT/app.cs'],
    ['/app/releases/20261123023859/a.rb', '', '/app/releases/a.rb'],
    ['/app/releases/2026-11-23T02-38-59/a.rb', '', '/app/releases/a.rb'],
    ['/app/3f2a9c1/a.rb', '', '/app/a.rb'],
    ['/app/feedface/a.rb', '', '/app/feedface/a.rb'],
    ['https://shop.example/app.3f2a9c1b.min.js', '', 'https://shop.example/app.min.js'],
    ['https://shop.example/assets/index-BxY3k9_a.js', '', 'https://shop.example/assets/index.js'],
    ['/usr/lib/ruby/gems/3.2.0/gems/rack-2.2.3/lib/rack.rb', '', '/usr/lib/ruby/gems/gems/rack/lib/rack.rb'],
    ['/v/lib/python3.11/site-packages/x.py', '', '/v/lib/python/site-packages/x.py'],
    ['/a/node_modules/.pnpm/x@1.2.3/node_modules/x/i.js', '', '/a/node_modules/.pnpm/x/node_modules/x/i.js'],
    ['github.com/x/y/v2@v2.0.1/z.go', '', 'github.com/x/y/v2/z.go'],
    ['/app/a@v1/z.go', '', '/app/a@v1/z.go'],
  ])('file %s (root %s) -> %s', (filename, root, rest) => {
    expect(normaliseFilename(filename, root)).toBe(rest);
  });

  it.each([
    ['block (2 levels) in run', 'block (2 levels) in run'],
    ['handle_4711', 'handle_'],
    ['Object.<anonymous>', '?'],
    ['<unknown>', '?'],
    ['OrderService$$EnhancerBySpringCGLIB$$1a2b3c4d.pay', 'OrderService.pay'],
    ['#<Class:0x00007f8b1c>#call', '#<Class:>#call'],
    [undefined, ''],
  ])('method %s -> %s', (method, rest) => {
    expect(normaliseMethod(method)).toBe(rest);
  });

  it('and lines and locals take no part', () => {
    const frames = fc.array(fc.record({ filename: fc.string(), method: fc.string() }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(frames, fc.nat(), fc.string(), (told, line, text) => {
        const at = (by: number, said: string) =>
          tellingOf({
            body: {
              kind: 'exception',
              chain: [
                {
                  type: 'E',
                  message: said,
                  frames: [
                    { filename: 'own.py', method: 'own', line: by },
                    ...told.map((frame) => ({ ...frame, line: by })),
                  ],
                },
              ],
            },
          });
        expect(fingerprintOf(at(1, 'x'))).toBe(fingerprintOf(at(line, text)));
      }),
    );
  });
});

describe('a fingerprint', () => {
  const chain = (...types: string[]) =>
    tellingOf({
      body: {
        kind: 'exception',
        chain: types.map((type) => ({
          type,
          message: 'm',
          frames: [{ filename: 'a', method: 'b', line: 1 }],
        })) as never,
      },
    });

  it('of the sender decides, and is hashed where it is longer than 40 characters', () => {
    const by = (clientFingerprint: string) => fingerprintOf(tellingOf({ clientFingerprint }));
    expect(by('checkout')).toBe('checkout');
    expect(by('x'.repeat(40))).toBe('x'.repeat(40));
    // Python: hashlib.sha1(b'x' * 41).hexdigest()
    expect(by('x'.repeat(41))).toBe('9dc0da3613af850c5a018b0a88a5626fb8888e4e');
  });

  it('tells a chain from another, and from its parts', () => {
    const all = [chain('A'), chain('B'), chain('A', 'B'), chain('B', 'A'), chain('A', 'B', 'B')].map(fingerprintOf);
    expect(new Set(all).size).toBe(all.length);
  });

  it('is of class and message where nothing is known of the place', () => {
    const at = (text: string, filename: string) =>
      tellingOf({
        message: text,
        body: {
          kind: 'exception',
          chain: [
            { type: 'E', message: text, frames: filename ? [{ filename, method: undefined, line: undefined }] : [] },
          ],
        },
      });
    expect(fingerprintOf(at('no row 17', '(unknown)'))).toBe(fingerprintOf(at('no row 4711', '')));
    expect(fingerprintOf(at('no row', ''))).not.toBe(fingerprintOf(at('no table', '')));
  });

  it('leaves frameworks out, unless there is nothing else', () => {
    const of = (...files: string[]) =>
      fingerprintOf(
        tellingOf({
          body: {
            kind: 'exception',
            chain: [{ type: 'E', message: '', frames: files.map((filename) => ({ filename, method: 'm', line: 1 })) }],
          },
        }),
      );
    const flask = '/v/lib/python3.11/site-packages/flask/app.py';
    const werkzeug = '/v/lib/python3.12/site-packages/werkzeug/serving.py';
    expect(of(flask, 'own.py')).toBe(of('own.py', werkzeug));
    expect(of(flask)).not.toBe(of(werkzeug));
    expect(of('/srv/flask/app.py', 'own.py')).not.toBe(of('own.py'));
    const telling = [
      'github.com/rollbar/rollbar-go@v1.4.5/client.go',
      '/root/go/pkg/mod/go.opentelemetry.io/otel/sdk@v1.47.0/trace/span.go',
    ];
    expect(of(...telling, 'main.go')).toBe(of('main.go'));
  });

  it('of a crash report is of its type, reason and symbols, without addresses', () => {
    const report = (address: string, symbol: string) => `Incident Identifier: 1
Exception Type:  EXC_BAD_ACCESS (SIGSEGV)
Termination Reason: SIGNAL 11 Segmentation fault

Thread 0 Crashed:
0   Shop   0x${address} -[CartController ${symbol}] + 132
1   UIKitCore   0x${address} -[UIApplication sendAction:] + 96

Thread 1:
0   libsystem_kernel.dylib   0x${address} mach_msg_trap + 8`;
    const of = (raw: string) => fingerprintOf(tellingOf({ body: { kind: 'crash_report', raw } }));
    expect(of(report('0000000100f2a1c4', 'pay:'))).toBe(of(report('0000000104abcdef', 'pay:')));
    expect(of(report('0000000100f2a1c4', 'pay:'))).not.toBe(of(report('0000000100f2a1c4', 'add:')));
    expect(readCrashReport(report('0000000100f2a1c4', 'pay:'))?.symbols).toHaveLength(2);
    expect(of('no report 4711')).toBe(of('no report 17'));
  });

  it('is made of any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (text, filename) => {
        for (const body of [
          { kind: 'message', text } as const,
          { kind: 'crash_report', raw: text } as const,
          {
            kind: 'exception',
            chain: [{ type: text, message: filename, frames: [{ filename, method: text, line: 1 }] }],
          } as const,
        ]) {
          expect(fingerprintOf(tellingOf({ body, serverRoot: filename }))).toHaveLength(40);
          expect(titleOf(tellingOf({ body })).length).toBeGreaterThan(0);
        }
      }),
    );
  });
});

describe('a title', () => {
  it.each([
    ['ValueError: no rows', tellingOf({ message: 'no rows\nof the second kind' })],
    ['ValueError', tellingOf({ message: '' })],
    ['Hello World!', message('Hello World!\nand more')],
    ['my own', tellingOf({ title: 'my own' })],
    ['unnamed error', message('  ')],
    [`${'🙂'.repeat(255)}`, message('🙂'.repeat(300))],
  ])('%s', (title, telling) => {
    expect(titleOf(telling)).toBe(title);
  });
});
