import { describe, expect, it } from 'vitest';
import type { ErrorRecord } from '../../traces/index.ts';
import { occurrenceResponse } from '../contract/index.ts';
import { recordView } from './record-view.ts';

const STACK = `Traceback (most recent call last):
  File "/app/rows.py", line 7, in load
    return table["x"]
KeyError: 'x'

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "/venv/lib/python3.11/site-packages/flask/app.py", line 1498, in wsgi_app
    response = self.full_dispatch_request()
  File "/app/home.py", line 42, in get_home
    raise ValueError("no rows")
ValueError: no rows`;

function record(attributes: Readonly<Record<string, string>>): ErrorRecord {
  const fields = Object.entries(attributes).map(([name, text]) => ({ name, type: 'string' as const, text }));
  return { kind: 'span_event', traceId: '', spanId: '', timeNs: 1n, service: 'web', fields };
}
const told = { type: 'ValueError', message: 'no rows' };

describe('a record that tells of an exception', () => {
  it('shows its frames with code, its causes, and its other attributes', () => {
    const attributes = { 'exception.type': 'app.ValueError', 'exception.message': 'no rows', 'http.route': '/home' };
    const { body, about } = recordView(record({ ...attributes, 'exception.stacktrace': STACK }), told);
    expect(about).toEqual([{ title: 'Attributes', entries: [{ name: 'http.route', value: '/home' }] }]);
    expect(
      body.kind === 'exception' && body.chain.map(({ type, message, frames }) => [type, message, frames.length]),
    ).toEqual([
      ['app.ValueError', 'no rows', 2],
      ['KeyError', "'x'", 1],
    ]);
    expect(body.kind === 'exception' && body.chain[0]?.frames).toMatchObject([
      { method: 'wsgi_app', isOwn: false },
      { filename: '/app/home.py', method: 'get_home', line: 42, code: 'raise ValueError("no rows")', isOwn: true },
    ]);
  });

  it('without a trace that can be read shows it as it is', () => {
    const { body } = recordView(record({ 'exception.stacktrace': 'core dumped' }), told);
    expect(body).toEqual({ kind: 'exception', chain: [{ ...told, frames: [], stack: 'core dumped' }] });
  });

  it('that has gone leaves what the occurrence says', () => {
    const view = recordView(undefined, told);
    expect(view.body).toEqual({ kind: 'exception', chain: [{ ...told, frames: [], stack: '' }] });
    expect(occurrenceResponse.shape.body.parse(view.body)).toEqual(view.body);
  });
});
