import type { Ports } from './serve-options.ts';

/** Where the server is reached, as a person outside should type it. */
export interface Endpoints {
  /** Of the page and every API: `http://127.0.0.1:8080`. */
  readonly origin: string;
  /** What goes into OTEL_EXPORTER_OTLP_ENDPOINT. */
  readonly otlpHttp: string;
  /** The same with OTEL_EXPORTER_OTLP_PROTOCOL=grpc; undefined behind a public URL, whose proxy may not pass gRPC on. */
  readonly otlpGrpc: string | undefined;
  /** What goes into AWS_XRAY_DAEMON_ADDRESS: `127.0.0.1:2000`; undefined behind a public URL: no proxy passes UDP on. */
  readonly xrayDaemon: string | undefined;
}

const ANY_ADDRESS = new Set(['0.0.0.0', '::']);

export function endpointsOf(at: {
  publicUrl: string | undefined;
  host: string;
  isTls: boolean;
  ports: Ports;
}): Endpoints {
  // Behind a public URL only that one origin is known to be reachable; it takes OTLP too.
  if (at.publicUrl !== undefined) {
    return { origin: at.publicUrl, otlpHttp: at.publicUrl, otlpGrpc: undefined, xrayDaemon: undefined };
  }
  const host = ANY_ADDRESS.has(at.host) ? 'localhost' : at.host.includes(':') ? `[${at.host}]` : at.host;
  const url = (port: number) => `${at.isTls ? 'https' : 'http'}://${host}:${port}`;
  const { http, otlpHttp, otlpGrpc, xray } = at.ports;
  const xrayDaemon = xray === undefined ? undefined : `${host}:${xray}`;
  return { origin: url(http), otlpHttp: url(otlpHttp), otlpGrpc: url(otlpGrpc), xrayDaemon };
}

/** Whether only this machine can reach a listener on `host`. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}
