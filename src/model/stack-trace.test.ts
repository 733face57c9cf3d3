import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readStackTrace } from './stack-trace.ts';

const brief = (text: string) =>
  readStackTrace(text).map(({ type, message, frames }) => [
    `${type}|${message}`,
    ...frames.map(({ filename, method, line, column, code }) =>
      [filename, method, line, column, code].map((part) => part ?? '').join('|'),
    ),
  ]);

describe('a stack trace', () => {
  it('of Python: causes first in the text, code under each frame, marks under the code', () => {
    const text = `Traceback (most recent call last):
  File "/app/rows.py", line 7, in load
    return table["x"]
           ~~~~~^^^^^
KeyError: 'x'

The above exception was the direct cause of the following exception:

Traceback (most recent call last):
  File "/venv/lib/python3.11/site-packages/flask/app.py", line 1498, in __call__
    return self.wsgi_app(environ, start_response)
  File "/app/home.py", line 42, in get_home
    raise ValueError("no rows") from error
  [Previous line repeated 3 more times]
shop.errors.ValueError: no rows
of the second kind`;
    expect(brief(text)).toEqual([
      [
        'shop.errors.ValueError|no rows\nof the second kind',
        '/venv/lib/python3.11/site-packages/flask/app.py|__call__|1498||return self.wsgi_app(environ, start_response)',
        '/app/home.py|get_home|42||raise ValueError("no rows") from error',
      ],
      ["KeyError|'x'", '/app/rows.py|load|7||return table["x"]'],
    ]);
  });

  it('of Node: innermost first in the text, also without names', () => {
    const text = `TypeError: Cannot read properties of undefined (reading 'name')
    at getHome (/app/home.js:42:15)
    at async Promise.all (index 0)
    at async /app/server.mjs:9:3
    at Layer.handle [as handle_request] (/app/node_modules/express/lib/router/layer.js:95:5) {
    at node:internal/process/task_queues:95:5
  [cause]: Error: no row
    at load (file:///app/rows.js:1:2)`;
    expect(brief(text)).toEqual([
      [
        "TypeError|Cannot read properties of undefined (reading 'name')",
        'node:internal/process/task_queues||95|5|',
        '/app/server.mjs||9|3|',
        '/app/home.js|getHome|42|15|',
      ],
      ['Error|no row', 'file:///app/rows.js|load|1|2|'],
    ]);
  });

  it('of Go in a document of X-Ray, whose methods have brackets', () => {
    const text = `main.CartError: gone
    at (*Cart[...]).Show (go/main.go:69:0)
    at HandlerFunc.ServeHTTP (net/http/server.go:2286:0)
    at (*conn).serve (net/http/server.go:2067:0)`;
    expect(brief(text)).toEqual([
      [
        'main.CartError|gone',
        'net/http/server.go|(*conn).serve|2067|0|',
        'net/http/server.go|HandlerFunc.ServeHTTP|2286|0|',
        'go/main.go|(*Cart[...]).Show|69|0|',
      ],
    ]);
  });

  it('of Java', () => {
    const text = `java.lang.IllegalStateException: no rows
\tat com.acme.Home.get(Home.java:42)
\tat java.base/java.lang.reflect.Method.invoke(Native Method)
\t... 12 more
Caused by: java.io.IOException: disk
\tat com.acme.Rows.load(Rows.java:7)`;
    expect(brief(text)).toEqual([
      [
        'java.lang.IllegalStateException|no rows',
        '|java.base/java.lang.reflect.Method.invoke|||',
        'Home.java|com.acme.Home.get|42||',
      ],
      ['java.io.IOException|disk', 'Rows.java|com.acme.Rows.load|7||'],
    ]);
  });

  it.each([
    [
      '.NET',
      'System.Exception: no\n   at Shop.Home.Get(String id) in /src/Home.cs:line 42',
      '/src/Home.cs|Shop.Home.Get|42||',
    ],
    ['Go', 'goroutine 1 [running]:\nmain.get(0xc0001, 0x2)\n\t/app/main.go:42 +0x1d', '/app/main.go|main.get|42||'],
    ['Ruby', "/app/home.rb:42:in 'Home#get'", '/app/home.rb|Home#get|42||'],
    [
      'PHP',
      'Exception: no in /app/home.php:1\nStack trace:\n#0 /app/home.php(42): Shop\\Home->get()',
      '/app/home.php|Shop\\Home->get|42||',
    ],
    ['Firefox', 'getHome@http://127.0.0.1:3000/app.js:42:15', 'http://127.0.0.1:3000/app.js|getHome|42|15|'],
  ])('of %s', (_language, text, frame) => {
    expect(brief(text)[0]?.[1]).toBe(frame);
  });

  it.each(['', 'just words', 'at home', '\0\0', 'Traceback (most recent call last):\nValueError: x'])(
    '%j is none',
    (text) => {
      expect(readStackTrace(text)).toEqual([]);
    },
  );

  it('of any text is read without an exception, in a time that grows with its length', () => {
    const piece = fc.constantFrom(
      'at ',
      '(',
      ')',
      ':1:2',
      'File "',
      '", line 3',
      '\n',
      '\t',
      ' ',
      'x',
      'Caused by: ',
      '@',
      '#0 ',
      '+0x1',
    );
    fc.assert(fc.property(fc.array(piece, { maxLength: 400 }), (pieces) => void readStackTrace(pieces.join(''))));
    for (const unit of ['at (', ' at x(', '#1 (1): ', 'a@', 'File "', 'x:1:in `']) {
      readStackTrace(`${unit.repeat(200_000)}\n${`${unit.repeat(150)}\n`.repeat(500)}`);
    }
  });
});
