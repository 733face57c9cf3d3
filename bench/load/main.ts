/** `npm run load`: posts prepared traces to a running server, and prints what came of it as one line of JSON. */
import { parseArgs } from 'node:util';
import { runLoad } from './load.ts';

const { values } = parseArgs({
  options: {
    endpoint: { type: 'string' },
    key: { type: 'string' },
    connections: { type: 'string', default: '32' },
    'body-spans': { type: 'string', default: '512' },
    spans: { type: 'string', default: '1000000' },
    rate: { type: 'string' },
    'spread-hours': { type: 'string', default: '0' },
  },
});
if (values.endpoint === undefined) throw new Error('--endpoint is missing: where OTLP over HTTP goes');
const report = await runLoad({
  origin: values.endpoint,
  ...(values.key === undefined ? {} : { key: values.key }),
  connections: Number(values.connections),
  bodySpans: Number(values['body-spans']),
  spans: Number(values.spans),
  ...(values.rate === undefined ? {} : { rate: Number(values.rate) }),
  spreadMs: Number(values['spread-hours']) * 3_600_000,
});
process.stdout.write(`${JSON.stringify(report)}\n`);
