import type { Endpoints } from './endpoints.ts';

/** The lines a new user pastes, printed on first start and by --print-setup. */
export function setupBlock(setup: {
  endpoints: Endpoints;
  signInToken: string;
  environment: string;
  ingestKey: string;
  rollbarServerToken: string;
  rollbarClientToken: string;
  awsKey: { id: string; secret: string };
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
    ...rollbarLines(setup),
    ...awsLines(setup),
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

interface OwnKeys {
  readonly endpoints: Endpoints;
  readonly rollbarServerToken: string;
  readonly rollbarClientToken: string;
  readonly awsKey: { readonly id: string; readonly secret: string };
}

function rollbarLines({ endpoints, rollbarServerToken, rollbarClientToken }: OwnKeys): string[] {
  return [
    '',
    '  Errors from any Rollbar SDK:',
    `    export ROLLBAR_ACCESS_TOKEN=${rollbarServerToken}`,
    `    export ROLLBAR_ENDPOINT=${endpoints.origin}/api/1/item/   # pyrollbar: ${endpoints.origin}/api/1/`,
    `    # in a browser: accessToken ${rollbarClientToken}`,
  ];
}

function awsLines({ endpoints, awsKey }: OwnKeys): string[] {
  return [
    '',
    '  AWS X-Ray, from its SDKs, the AWS CLI and boto3:',
    ...daemonLines(endpoints),
    `    export AWS_ENDPOINT_URL_XRAY=${endpoints.origin} AWS_REGION=us-east-1 AWS_DEFAULT_REGION=us-east-1`,
    `    export AWS_ACCESS_KEY_ID=${awsKey.id} AWS_SECRET_ACCESS_KEY=${awsKey.secret}`,
  ];
}

function daemonLines({ xrayDaemon }: Endpoints): string[] {
  return xrayDaemon === undefined ? [] : [`    export AWS_XRAY_DAEMON_ADDRESS=${xrayDaemon}`];
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
