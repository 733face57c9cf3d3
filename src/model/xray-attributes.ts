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
export const ORIGIN_OF_PLATFORM: Readonly<Record<string, string>> = {
  aws_app_runner: 'AWS::AppRunner::Service',
  aws_ec2: 'AWS::EC2::Instance',
  aws_ecs: 'AWS::ECS::Container',
  aws_eks: 'AWS::EKS::Container',
  aws_elastic_beanstalk: 'AWS::ElasticBeanstalk::Environment',
  aws_lambda: 'AWS::Lambda::Function',
};
/** Of `aws_ecs`, by `aws.ecs.launchtype` in lower case. */
export const ORIGIN_OF_LAUNCH_TYPE: Readonly<Record<string, string>> = {
  ec2: 'AWS::ECS::EC2',
  fargate: 'AWS::ECS::Fargate',
};
