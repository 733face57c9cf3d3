import { XRAY_ATTRIBUTES } from '../../../model/xray-attributes.ts';
import { type JsonObject, listOf, objectOf, textOf } from '../json.ts';
import type { RowAttributes } from './row-attributes.ts';

/** Values of `cloud.platform`. Source: OpenTelemetry semantic conventions 1.44, and awsxrayreceiver. */
const PLATFORM_OF: ReadonlyMap<string, string> = new Map([
  ['AWS::EC2::Instance', 'aws_ec2'],
  ['AWS::ECS::Container', 'aws_ecs'],
  ['AWS::ECS::EC2', 'aws_ecs'],
  ['AWS::ECS::Fargate', 'aws_ecs'],
  ['AWS::EKS::Container', 'aws_eks'],
  ['AWS::ElasticBeanstalk::Environment', 'aws_elastic_beanstalk'],
  ['AWS::AppRunner::Service', 'aws_app_runner'],
  ['AWS::Lambda', 'aws_lambda'],
  ['AWS::Lambda::Function', 'aws_lambda'],
]);

/** Blocks of `aws` on a segment that are written below. */
const AWS_BLOCKS = new Set(['account_id', 'ec2', 'ecs', 'eks', 'elastic_beanstalk', 'cloudwatch_logs', 'xray']);

/** What a segment says of where it ran: on its own rows and on those of all its subsegments. */
export function addResource(attributes: RowAttributes, segment: JsonObject): void {
  const origin = textOf(segment.origin);
  const aws = objectOf(segment.aws);
  const platform = origin === undefined ? undefined : PLATFORM_OF.get(origin);
  attributes.text(XRAY_ATTRIBUTES.origin, origin);
  attributes.text('aws.xray.resource_arn', segment.resource_arn);
  if (platform !== undefined) attributes.text('cloud.provider', 'aws');
  attributes.text('cloud.platform', platform);
  attributes.text('cloud.account.id', aws.account_id);
  addService(attributes, objectOf(segment.service));
  addHost(attributes, aws);
  addSdk(attributes, objectOf(aws.xray), objectOf(aws.tracing));
  attributes.rest('aws', aws, AWS_BLOCKS);
}

const SERVICE_MEMBERS = new Set(['version', 'runtime', 'runtime_version']);

function addService(attributes: RowAttributes, service: JsonObject): void {
  attributes.text('service.version', service.version);
  attributes.text('process.runtime.name', service.runtime);
  attributes.text('process.runtime.version', service.runtime_version);
  attributes.rest('aws.xray.service', service, SERVICE_MEMBERS);
}

function addHost(attributes: RowAttributes, aws: JsonObject): void {
  const ec2 = objectOf(aws.ec2);
  attributes.text('cloud.availability_zone', ec2.availability_zone);
  attributes.text('host.id', ec2.instance_id);
  attributes.text('host.type', ec2.instance_size);
  attributes.text('host.image.id', ec2.ami_id);
  const ecs = objectOf(aws.ecs);
  attributes.text('container.name', ecs.container);
  attributes.text('container.id', ecs.container_id);
  attributes.text('aws.ecs.container.arn', ecs.container_arn);
  attributes.text('aws.ecs.cluster.arn', ecs.cluster_arn);
  attributes.text('aws.ecs.task.arn', ecs.task_arn);
  attributes.text('aws.ecs.task.family', ecs.task_family);
  attributes.text('aws.ecs.launchtype', ecs.launch_type);
  const eks = objectOf(aws.eks);
  attributes.text('k8s.cluster.name', eks.cluster_name);
  attributes.text('k8s.pod.name', eks.pod);
  attributes.text('container.id', eks.container_id);
  const beanstalk = objectOf(aws.elastic_beanstalk);
  attributes.text('service.namespace', beanstalk.environment_name);
  attributes.text('service.version', beanstalk.version_label);
  attributes.text('service.instance.id', beanstalk.deployment_id);
  const logs = listOf(aws.cloudwatch_logs).map(objectOf);
  attributes.texts(
    'aws.log.group.names',
    logs.flatMap(({ log_group: name }) => textOf(name) ?? []),
  );
  attributes.texts(
    'aws.log.group.arns',
    logs.flatMap(({ arn }) => textOf(arn) ?? []),
  );
}

function addSdk(attributes: RowAttributes, xray: JsonObject, tracing: JsonObject): void {
  // Senders of `aws.tracing` name the SDK there.
  attributes.text('telemetry.sdk.name', xray.sdk ?? tracing.sdk);
  attributes.text('telemetry.sdk.version', xray.sdk_version);
  attributes.text('aws.xray.package', xray.package);
  attributes.flag('aws.xray.auto_instrumentation', xray.auto_instrumentation);
  // Python, Ruby, Go and .NET say `sampling_rule_name`, Node and Java `rule_name`.
  attributes.text('aws.xray.sampling_rule_name', xray.sampling_rule_name ?? xray.rule_name);
}
