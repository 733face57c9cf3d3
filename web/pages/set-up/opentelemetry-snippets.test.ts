import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { nowMs } from '../../lib/clock.ts';
import { openTelemetrySnippets } from './opentelemetry-snippets.ts';
import { PLACEHOLDER_KEYS, type SnippetInput } from './snippet.ts';

const INPUT: SnippetInput = {
  endpoints: {
    origin: 'http://127.0.0.1:8080',
    otlpHttp: 'http://127.0.0.1:4318',
    otlpGrpc: 'http://127.0.0.1:4317',
  },
  keys: { ...PLACEHOLDER_KEYS, ingestKey: 'hcxik_01key' },
  serviceName: 'cart',
};
/** What a name could do to a shell, to JSON and to YAML. */
const HOSTILE = `a'b"c$(touch /tmp/x)\`id\`\\n$HOME "; JSON`;

function codeOf(id: string, input = INPUT): string {
  const snippet = openTelemetrySnippets(input).find((each) => each.id === id);
  return snippet!.steps.map(({ code }) => code).join('\n');
}

/** Runs lines in bash with `curl` and the variables replaced by something that tells what it was given. */
function inBash(script: string): string {
  const { stdout, stderr, status } = spawnSync('bash', ['-euo', 'pipefail', '-c', script], { encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(status).toBe(0);
  return stdout;
}

const ENVIRONMENT_TABS = ['node', 'python', 'go', 'java'];

describe('lines to paste', () => {
  it('are there for every tab, in its order', () => {
    expect(openTelemetrySnippets(INPUT).map(({ id }) => id)).toEqual([
      'node',
      'python',
      'go',
      'java',
      'collector',
      'curl',
    ]);
  });

  it.each(ENVIRONMENT_TABS)('tell the SDK endpoint, key, service and protocol: %s', (id) => {
    for (const line of [
      'export OTEL_SERVICE_NAME=cart',
      'export OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:4318',
      'export OTEL_EXPORTER_OTLP_HEADERS=x-honeycomb-team=hcxik_01key',
      'export OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf',
    ]) {
      expect(codeOf(id).split('\n')).toContain(line);
    }
  });

  it.each(ENVIRONMENT_TABS)('give bash exactly the name that was typed: %s', (id) => {
    const exports = codeOf(id, { ...INPUT, serviceName: HOSTILE })
      .split('\n')
      .filter((line) => line.startsWith('export OTEL_SERVICE_NAME'));
    expect(exports).toHaveLength(1);
    expect(inBash(`${exports[0]}\nprintf %s "$OTEL_SERVICE_NAME"`)).toBe(HOSTILE);
  });

  it('say beside them what changes over gRPC, where it can be reached', () => {
    const notes = (input: SnippetInput) =>
      openTelemetrySnippets(input).flatMap(({ id, steps }) =>
        steps.some(({ note }) => note?.includes('gRPC')) ? [id] : [],
      );
    expect(notes(INPUT)).toEqual(['node', 'java']);
    const { otlpGrpc: _, ...endpoints } = INPUT.endpoints;
    expect(notes({ ...INPUT, endpoints })).toEqual([]);
  });

  it('give the collector endpoint and key as strings', () => {
    expect(codeOf('collector')).toContain('endpoint: "http://127.0.0.1:4318"');
    expect(codeOf('collector')).toContain('x-honeycomb-team: "hcxik_01key"');
  });
});

describe('the curl command', () => {
  const FAKE = `curl() { printf '%s\\n' "$@" >&3; cat; }; exec 3>/dev/null\n`;

  it.each(['cart', HOSTILE])('sends a readable trace of two spans when pasted into bash: service %s', (serviceName) => {
    const body = JSON.parse(inBash(FAKE + codeOf('curl', { ...INPUT, serviceName })));
    const [resource] = body.resourceSpans;
    expect(resource.resource.attributes).toEqual([{ key: 'service.name', value: { stringValue: serviceName } }]);
    const [root, child] = resource.scopeSpans[0].spans;
    expect(root.traceId).toMatch(/^[\da-f]{32}$/);
    expect(root.spanId).toMatch(/^[\da-f]{16}$/);
    expect(child).toMatchObject({ traceId: root.traceId, parentSpanId: root.spanId });
    expect(child.spanId).not.toBe(root.spanId);
    const ageMs = nowMs() - Number(BigInt(root.startTimeUnixNano) / 1_000_000n);
    expect(ageMs).toBeGreaterThan(0);
    expect(ageMs).toBeLessThan(60_000);
    expect(BigInt(child.startTimeUnixNano)).toBeGreaterThan(BigInt(root.startTimeUnixNano));
    expect(BigInt(child.endTimeUnixNano)).toBeLessThan(BigInt(root.endTimeUnixNano));
  });

  it('names address and key', () => {
    const told = inBash(`curl() { cat >/dev/null; printf '%s\\n' "$@"; }\n${codeOf('curl')}`).split('\n');
    expect(told).toContain('http://127.0.0.1:4318/v1/traces');
    expect(told).toContain('x-honeycomb-team: hcxik_01key');
    expect(told).toContain('content-type: application/json');
  });

  it('makes other ids each time', () => {
    const idOf = () => JSON.parse(inBash(FAKE + codeOf('curl'))).resourceSpans[0].scopeSpans[0].spans[0].traceId;
    expect(idOf()).not.toBe(idOf());
  });
});
