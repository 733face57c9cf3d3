import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readStack } from './stack.ts';

const framesOf = (text: string) => readStack(text).map(({ frames }) => frames);

describe('a printed stack', () => {
  it.each<[string, string, object[]]>([
    [
      'java',
      'a.B: x\n\tat a.B.run(B.java:3)\n\tat a.B.<init>(Native Method)',
      [
        { path: 'B.java', line: 3, label: 'a.B.run' },
        { path: 'Native Method', label: 'a.B.<init>' },
      ],
    ],
    [
      'javascript',
      'Error: x\n    at add (file:///srv/cart.js:12:5)\n    at /srv/run.js:1:2\n    at async Promise.all (index 0)',
      [
        { path: 'file:///srv/cart.js', line: 12, label: 'add' },
        { path: '/srv/run.js', line: 1 },
      ],
    ],
    [
      'dotnet',
      'X: y\r\n   at Shop.Cart.Add(Int32 id) in /src/Cart.cs:line 7\r\n',
      [{ path: '/src/Cart.cs', line: 7, label: 'Shop.Cart.Add(Int32 id)' }],
    ],
    [
      'php',
      '#0 /srv/cart.php(12): Cart->add(1)\n#1 {main}',
      [{ path: '/srv/cart.php', line: 12, label: 'Cart->add(1)' }],
    ],
    [
      'go',
      'goroutine 1 [running]:\nmain.add(0x1)\n\t/src/cart.go:12 +0x1d\n',
      [{ path: '/src/cart.go', line: 12, label: 'main.add(0x1)' }],
    ],
  ])('of %s', (_language, text, frames) => {
    expect(framesOf(text)).toEqual([frames]);
  });

  it('of python is turned round: its causes come first, its last call last', () => {
    const text = [
      'Traceback (most recent call last):',
      '  File "db.py", line 2, in load',
      '    raise KeyError("id")',
      "KeyError: 'id'",
      '',
      'During handling of the above exception, another exception occurred:',
      '',
      'Traceback (most recent call last):',
      '  File "app.py", line 9, in home',
      '  File "app.py", line 4, in get',
      'shop.CartError: no cart',
    ].join('\n');
    expect(readStack(text)).toEqual([
      {
        type: 'shop.CartError',
        message: 'no cart',
        frames: [
          { path: 'app.py', line: 4, label: 'get' },
          { path: 'app.py', line: 9, label: 'home' },
        ],
      },
      { type: 'KeyError', message: "'id'", frames: [{ path: 'db.py', line: 2, label: 'load' }] },
    ]);
  });

  it('of nothing is nothing', () => {
    expect(readStack('')).toEqual([]);
    expect(framesOf('no stack at all')).toEqual([[]]);
  });

  it('of any text is read in time, and cut', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => void readStack(text)));
    const long = `Error\n${'    at add (/srv/cart.js:1:2)\n'.repeat(100_000)}`;
    expect(framesOf(long)[0]).toHaveLength(250);
    expect(framesOf(`${'at '.repeat(200_000)}\n${'('.repeat(200_000)}`)).toEqual([[]]);
  });
});
