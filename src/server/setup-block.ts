import type { Endpoints } from './endpoints.ts';

/** The lines a new user pastes, printed on first start and by --print-setup. */
export function setupBlock(setup: {
  endpoints: Endpoints;
  signInToken: string;
  environment: string;
  ingestKey: string;
  /** Of a first run; --print-setup makes neither. */
  configurationKey?: string;
  managementKey?: string;
}): string {
  const { endpoints, signInToken, environment, ingestKey } = setup;
  return [
    '',
    `  Combray    ${endpoints.origin}`,
    '',
    '  Sign in (once, within 24 hours):',
    `    ${endpoints.origin}/sign-in?token=${signInToken}`,
    '',
    `  Send to the environment ${environment} from any OpenTelemetry SDK:`,
    `    export OTEL_EXPORTER_OTLP_ENDPOINT=${endpoints.otlpHttp}`,
    `    export OTEL_EXPORTER_OTLP_HEADERS=x-honeycomb-team=${ingestKey}`,
    '    export OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf',
    '    export OTEL_SERVICE_NAME=my-service',
    ...grpcLines(endpoints),
    ...otherKeys(setup),
    '',
    '  Keys are shown once. For new ones: npm start -- --print-setup',
    '',
    '',
  ].join('\n');
}

function grpcLines({ otlpGrpc }: Endpoints): string[] {
  if (otlpGrpc === undefined) return [];
  return [`    # or, over gRPC: OTEL_EXPORTER_OTLP_ENDPOINT=${otlpGrpc} OTEL_EXPORTER_OTLP_PROTOCOL=grpc`];
}

function otherKeys({
  configurationKey,
  managementKey,
}: {
  configurationKey?: string;
  managementKey?: string;
}): string[] {
  if (configurationKey === undefined || managementKey === undefined) return [];
  return ['', `  Configuration key:  ${configurationKey}`, `  Management key:     ${managementKey}`];
}
