/**
 * What a span made from an X-Ray segment keeps beside the fields of every span.
 * Source: OpenTelemetry collector contrib 0.130, awsxrayreceiver; the flags, origin and namespace are ours, because X-Ray's
 * API tells by them.
 */
export const XRAY_ATTRIBUTES = {
  /** Type of the resource: `AWS::EC2::Instance`. */
  origin: 'aws.xray.origin',
  /** `aws` or `remote`, of a call. */
  namespace: 'aws.xray.namespace',
  /** Booleans, there only when true. */
  fault: 'aws.xray.fault',
  error: 'aws.xray.error',
  throttle: 'aws.xray.throttle',
} as const;

/** How the source of rows that X-Ray's door wrote begins. */
export const XRAY_SOURCE = 'xray/';

/** X-Ray's type of what a service runs on, by `cloud.platform`. Source: awsxrayexporter translator/segment.go. */
export const ORIGIN_OF_PLATFORM: ReadonlyMap<string, string> = new Map([
  ['aws_app_runner', 'AWS::AppRunner::Service'],
  ['aws_ec2', 'AWS::EC2::Instance'],
  ['aws_ecs', 'AWS::ECS::Container'],
  ['aws_eks', 'AWS::EKS::Container'],
  ['aws_elastic_beanstalk', 'AWS::ElasticBeanstalk::Environment'],
  ['aws_lambda', 'AWS::Lambda::Function'],
]);
/** Of `aws_ecs`, by `aws.ecs.launchtype` in lower case. */
export const ORIGIN_OF_LAUNCH_TYPE: ReadonlyMap<string, string> = new Map([
  ['ec2', 'AWS::ECS::EC2'],
  ['fargate', 'AWS::ECS::Fargate'],
]);

/**
 * What AWS's distributions of OpenTelemetry say of a span for X-Ray. Source: awsxrayexporter translator/segment.go.
 */
export const AWS_SPAN_ATTRIBUTES = {
  /** `LOCAL_ROOT` on the first span of a service in a trace, whatever its kind. */
  spanKind: 'aws.span.kind',
  /** Goes before `service.name` where X-Ray's words are spoken. */
  localService: 'aws.local.service',
  /** Of a call. */
  remoteService: 'aws.remote.service',
} as const;
export const LOCAL_ROOT = 'LOCAL_ROOT';

/**
 * The host of a URL or of the connection string of a database, JDBC's too: the first group. SQL and TypeScript both read by it,
 * so that they name the same callee. Source: awsxrayexporter translator/segment.go.
 */
export const URL_HOST = String.raw`^(?:jdbc:)?[A-Za-z][A-Za-z0-9+.-]*://(?:[^/?#]*@)?(\[[^\]/?#]*\]|[^/?#:@\[\]]+)`;

/** X-Ray's types of what calls of AWS go to, where the call says more than which service it is. */
export const QUEUE_TYPE = 'AWS::SQS::Queue';
export const FUNCTION_TYPE = 'AWS::Lambda';

/** Databases that X-Ray shows as `Database::SQL`. Source: awsxrayexporter translator/sql.go, and their names in OpenTelemetry 1.44. */
export const SQL_SYSTEMS = [
  'db2',
  'derby',
  'hive',
  'mariadb',
  'mssql',
  'microsoft.sql_server',
  'mysql',
  'oracle',
  'oracle.db',
  'postgresql',
  'sqlite',
  'teradata',
  'other_sql',
] as const;
