import { describe, expect, it } from 'vitest';
import { setupBlock } from './setup-block.ts';

const SETUP = {
  endpoints: {
    origin: 'http://127.0.0.1:8080',
    otlpHttp: 'http://127.0.0.1:4318',
    otlpGrpc: 'http://127.0.0.1:4317',
    xrayDaemon: '127.0.0.1:2000',
  },
  signInToken: 'token',
  environment: 'bootcamp',
  ingestKey: 'hcxik_01',
  rollbarServerToken: '0123abcd',
  rollbarClientToken: '4567cdef',
  awsKey: { id: 'AKIAEXAMPLE', secret: 'a/b+c' },
};

/** What a shell would set that takes the lines as they stand. */
function exported(block: string): Record<string, string> {
  const lines = block.split('\n').filter((line) => line.trim().startsWith('export '));
  const words = lines.flatMap((line) => line.trim().slice('export '.length).split(/\s+#/)[0]?.split(' ') ?? []);
  return Object.fromEntries(words.map((word) => word.split(/=(.*)/s).slice(0, 2)));
}

describe('the setup block', () => {
  it('has what the SDKs of all three products are told', () => {
    expect(exported(setupBlock(SETUP))).toEqual({
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318',
      OTEL_EXPORTER_OTLP_HEADERS: 'x-honeycomb-team=hcxik_01',
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
      OTEL_SERVICE_NAME: 'my-service',
      ROLLBAR_ACCESS_TOKEN: '0123abcd',
      ROLLBAR_ENDPOINT: 'http://127.0.0.1:8080/api/1/item/',
      AWS_XRAY_DAEMON_ADDRESS: '127.0.0.1:2000',
      AWS_ENDPOINT_URL_XRAY: 'http://127.0.0.1:8080',
      AWS_REGION: 'us-east-1',
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'a/b+c',
    });
    expect(setupBlock(SETUP)).toContain('accessToken 4567cdef');
  });

  it('leaves out what is not reached behind a public URL', () => {
    const endpoints = { ...SETUP.endpoints, otlpGrpc: undefined, xrayDaemon: undefined };
    const block = setupBlock({ ...SETUP, endpoints });
    expect(exported(block)).not.toHaveProperty('AWS_XRAY_DAEMON_ADDRESS');
    expect(block).not.toContain('gRPC');
  });
});
