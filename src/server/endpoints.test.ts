import { describe, expect, it } from 'vitest';
import { endpointsOf, isLoopback } from './endpoints.ts';

const ports = { http: 8080, otlpHttp: 4318, otlpGrpc: 4317, xray: 2000 };

describe('endpoints', () => {
  it.each([
    [
      { host: '127.0.0.1', isTls: false, publicUrl: undefined },
      'http://127.0.0.1:8080',
      'http://127.0.0.1:4318',
      'http://127.0.0.1:4317',
      '127.0.0.1:2000',
    ],
    [
      { host: '0.0.0.0', isTls: true, publicUrl: undefined },
      'https://localhost:8080',
      'https://localhost:4318',
      'https://localhost:4317',
      'localhost:2000',
    ],
    [
      { host: '::1', isTls: false, publicUrl: undefined },
      'http://[::1]:8080',
      'http://[::1]:4318',
      'http://[::1]:4317',
      '[::1]:2000',
    ],
    [
      { host: '0.0.0.0', isTls: false, publicUrl: 'https://c.example' },
      'https://c.example',
      'https://c.example',
      undefined,
      undefined,
    ],
  ])('for %j', (at, origin, otlpHttp, otlpGrpc, xrayDaemon) => {
    expect(endpointsOf({ ...at, ports })).toEqual({ origin, otlpHttp, otlpGrpc, xrayDaemon });
  });

  it('knows what only this machine can reach', () => {
    expect(['127.0.0.1', '127.9.9.9', 'localhost', '::1'].every(isLoopback)).toBe(true);
    expect(['0.0.0.0', '10.0.0.1', '::', 'example.com', '127.0.0.1.example.com'].some(isLoopback)).toBe(false);
  });
});
