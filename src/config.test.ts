import { describe, expect, it } from 'vitest';
import { ConfigError, helpText, OPTIONS, readCommandLine } from './config.ts';

const read = (args: string[], environment: Record<string, string> = {}) => readCommandLine(args, environment);

describe('the command line', () => {
  it('takes defaults when nothing is said', () => {
    const { command, config } = read([]);
    expect(command).toBe('serve');
    expect(config.ports).toEqual({ http: 8080, otlpHttp: 4318, otlpGrpc: 4317, xray: 2000 });
    expect(config.memoryBytes).toBe(2 ** 30);
    expect(config.retentionMs).toBe(30 * 86_400_000);
    expect(config.publicUrl).toBeUndefined();
  });

  it('lets a flag win over a variable', () => {
    const { config } = read(['--http-port', '9000'], { COMBRAY_HTTP_PORT: '7000', COMBRAY_OTLP_HTTP_PORT: '0' });
    expect(config.ports).toEqual({ http: 9000, otlpHttp: 0, otlpGrpc: 4317, xray: 2000 });
  });

  it('reads both spellings of a value', () => {
    expect(read(['--memory=512MiB']).config.memoryBytes).toBe(512 * 2 ** 20);
    expect(read(['--retention', '36h']).config.retentionMs).toBe(36 * 3_600_000);
  });

  it('reads addresses and ranges of proxies', () => {
    expect(read(['--trust-proxy', '10.0.0.1, 10.1.0.0/16,::1/128']).config.trustProxy).toEqual([
      '10.0.0.1',
      '10.1.0.0/16',
      '::1/128',
    ]);
  });

  it('lets the X-Ray port hear this machine and private networks, unless told otherwise', () => {
    const { xray } = read([]).config;
    expect(xray.environment).toBeUndefined();
    expect(xray.allow).toEqual(expect.arrayContaining(['127.0.0.0/8', '192.168.0.0/16', '::1/128', 'fc00::/7']));
    const args = ['--xray-environment=staging', '--xray-allow=192.0.2.1, 2001:db8::/32'];
    expect(read(args).config.xray).toEqual({
      environment: 'staging',
      allow: ['192.0.2.1', '2001:db8::/32'],
    });
  });

  it('reads an AWS key whose secret holds what secrets hold', () => {
    const { bootstrap } = read(['--bootstrap-aws-key', 'AKIAEXAMPLE:wJalr/XUtn+FEMI=']).config;
    expect(bootstrap.awsKey).toEqual({ id: 'AKIAEXAMPLE', secret: 'wJalr/XUtn+FEMI=' });
  });

  it('knows the commands', () => {
    expect(read(['--print-setup', '--data', '/tmp/x']).command).toBe('print-setup');
    expect(read(['--help']).command).toBe('help');
  });

  it.each([
    [['--htp-port', '1'], /unknown option --htp-port/],
    [['serve'], /unknown option serve/],
    [['--constructor'], /unknown option --constructor/],
    [['--memory', '1constructor'], /must be like 64MiB/],
    [['--http-port'], /needs a value/],
    [['--http-port', '65536'], /0 to 65535/],
    [['--http-port', '-1'], /must be like 100/],
    [['--memory', '1GB'], /must be like 64MiB/],
    [['--memory', '0'], /between 1/],
    [['--keyless', 'yes'], /one of auto, off/],
    [['--public-url', 'combray.example.com'], /must be like https/],
    [['--tls-cert', 'a.pem'], /go together/],
    [['--admin-email', 'a@b.c'], /go together/],
    [['--bootstrap-management-key', 'nocolon'], /ID:SECRET/],
    [['--data', ''], /must not be empty/],
    [['--memory', '1MiB'], /at least 256MiB/],
    [['--trust-proxy', 'nginx'], /must be like 10.0.0.1/],
    [['--trust-proxy', '10.0.0.0/33'], /must be like 10.0.0.1/],
    [['--admin-email', 'foo', '--admin-password', 'long enough it is'], /must be an e-mail address/],
    [['--admin-email', 'a@b.c', '--admin-password', 'short'], /at least 10 characters/],
    [['--help=x'], /takes no value/],
    [['--rollbar-body-max', '11MiB'], /at most 10MiB/],
    [['--xray-allow', ''], /must not be empty/],
    [['--xray-allow', '10.0.0.0/8,office'], /must be like 10.0.0.1/],
    [['--bootstrap-aws-key', 'AKIA'], /ID:SECRET/],
    [['--bootstrap-aws-key', 'AKIA/x:secret'], /letters and digits/],
    [['--bootstrap-rollbar-token', 'a b'], /without blanks/],
    [['--bootstrap-rollbar-token', 'same', '--bootstrap-rollbar-account-token', 'same'], /are the same/],
    [['--bootstrap-key', 'same', '--bootstrap-aws-key', 'AKIA:same'], /are the same/],
    [['--bootstrap-management-key', 'AKIA:x', '--bootstrap-aws-key', 'AKIA:y'], /are the same/],
    [['--secret-key', 'short'], /at least 16 characters/],
  ])('refuses %j in one line', (args, message) => {
    expect(() => read(args)).toThrow(ConfigError);
    expect(() => read(args)).toThrow(message);
  });

  it('refuses a variable of ours that it does not know', () => {
    expect(() => read([], { COMBRAY_HTP_PORT: '1', PATH: '/bin' })).toThrow(/unknown option COMBRAY_HTP_PORT/);
  });

  it('names every option in the help', () => {
    // With a gap behind the longest name too.
    for (const { name } of OPTIONS) expect(helpText()).toContain(`--${name}  `);
  });
});
