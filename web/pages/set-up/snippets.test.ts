import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { rollbarSnippets } from './rollbar-snippets.ts';
import { exportLines, PLACEHOLDER_KEYS, type Snippet, type SnippetInput } from './snippet.ts';
import { xraySnippets } from './xray-snippets.ts';

const INPUT: SnippetInput = {
  endpoints: {
    origin: 'http://127.0.0.1:8080',
    otlpHttp: 'http://127.0.0.1:4318',
    otlpGrpc: 'http://127.0.0.1:4317',
    xrayDaemon: '127.0.0.1:2000',
  },
  keys: {
    ...PLACEHOLDER_KEYS,
    rollbarServerToken: 'token-of-servers',
    rollbarClientToken: 'token-of-browsers',
    awsKey: { id: 'AKIAEXAMPLE', secret: 'a/b+c' },
  },
  serviceName: 'cart',
};
/** What a name could do to a shell. */
const HOSTILE = `a'b"c$(touch /tmp/x)\`id\`\\n$HOME "; cart`;

const textOf = ({ steps }: Snippet) => steps.map(({ code, note }) => `${code}\n${note ?? ''}`).join('\n');
const find = (snippets: readonly Snippet[], id: string) => textOf(snippets.find((each) => each.id === id)!);
const exportsOf = (text: string) =>
  Object.fromEntries([...text.matchAll(/^export (\w+)=(.*)$/gm)].map(([, name, value]) => [name, value]));

describe('variables to paste', () => {
  it.each(['cart', HOSTILE, 'blanks in it', ''])('reach the program as they are: %j', (value) => {
    const script = `${exportLines({ NAME: value })}\nprintf %s "$NAME"`;
    const { stdout, stderr } = spawnSync('bash', ['-euo', 'pipefail', '-c', script], { encoding: 'utf8' });
    expect([stdout, stderr]).toEqual([value, '']);
  });
});

describe('lines for Rollbar', () => {
  it('are there for Flask, Express and the browser', () => {
    expect(rollbarSnippets(INPUT).map(({ title }) => title)).toEqual(['Flask', 'Express', 'Browser']);
  });

  it('give each SDK the endpoint as it wants it, and its own token', () => {
    expect(exportsOf(find(rollbarSnippets(INPUT), 'flask'))).toEqual({
      ROLLBAR_ACCESS_TOKEN: 'token-of-servers',
      ROLLBAR_ENDPOINT: 'http://127.0.0.1:8080/api/1/',
    });
    expect(exportsOf(find(rollbarSnippets(INPUT), 'express'))).toEqual({
      ROLLBAR_ACCESS_TOKEN: 'token-of-servers',
      ROLLBAR_ENDPOINT: 'http://127.0.0.1:8080/api/1/item/',
    });
    const browser = find(rollbarSnippets(INPUT), 'browser');
    expect(browser).toContain('accessToken: "token-of-browsers"');
    expect(browser).toContain('endpoint: "http://127.0.0.1:8080/api/1/item/"');
    expect(browser).not.toContain('token-of-servers');
  });
});

describe('lines for X-Ray', () => {
  it('are there for Flask, Express and the AWS CLI', () => {
    expect(xraySnippets(INPUT).map(({ title }) => title)).toEqual(['Flask', 'Express', 'AWS CLI']);
  });

  it.each(['flask', 'express'])('name the service and the daemon: %s', (id) => {
    const told = { AWS_XRAY_TRACING_NAME: 'cart', AWS_XRAY_DAEMON_ADDRESS: '127.0.0.1:2000' };
    expect(exportsOf(find(xraySnippets(INPUT), id))).toEqual(told);
  });

  it('say what to put in where the daemon’s address is not known', () => {
    const { xrayDaemon: _, ...endpoints } = INPUT.endpoints;
    const text = find(xraySnippets({ ...INPUT, endpoints }), 'flask');
    expect(exportsOf(text).AWS_XRAY_DAEMON_ADDRESS).toBe('ADDRESS_OF_THIS_SERVER:2000');
    expect(text).toContain('UDP');
  });

  it('give the CLI endpoint, key and region', () => {
    expect(exportsOf(find(xraySnippets(INPUT), 'cli'))).toEqual({
      AWS_ENDPOINT_URL_XRAY: 'http://127.0.0.1:8080',
      AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'a/b+c',
      AWS_DEFAULT_REGION: 'us-east-1',
    });
  });
});
