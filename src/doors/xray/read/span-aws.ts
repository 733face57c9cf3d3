import { ORIGIN_OF_LAUNCH_TYPE, ORIGIN_OF_PLATFORM, XRAY_ATTRIBUTES } from '../../../model/xray-attributes.ts';
import type { WholeAttributes, WholeSpan } from '../../../traces/index.ts';
import type { JsonObject } from '../json.ts';
import { present, textAttribute } from './attributes.ts';
import { dbNameOf, dbSystemOf, isCall, isSql } from './span-call.ts';

/** What a service runs on; undefined outside of AWS. */
export function originOf(attributes: WholeAttributes): string | undefined {
  const platform = textAttribute(attributes, 'cloud.platform') ?? '';
  const launchType = textAttribute(attributes, 'aws.ecs.launchtype')?.toLowerCase() ?? '';
  const origin = platform === 'aws_ecs' ? ORIGIN_OF_LAUNCH_TYPE.get(launchType) : undefined;
  return textAttribute(attributes, XRAY_ATTRIBUTES.origin) ?? origin ?? ORIGIN_OF_PLATFORM.get(platform);
}

/** The `aws` block: what a call did, or where a service ran. Source: awsxrayexporter translator/aws.go. */
export function awsBlock(span: WholeSpan): JsonObject | undefined {
  const { attributes } = span;
  const get = (...names: string[]) => textAttribute(attributes, ...names);
  return present({
    operation: get('aws.operation') ?? (get('rpc.system') === 'aws-api' ? get('rpc.method') : undefined),
    account_id: get('aws.account_id') ?? (isOfAws(attributes) ? get('cloud.account.id') : undefined),
    region: get('aws.region') ?? (isOfAws(attributes) ? get('cloud.region') : undefined),
    request_id: get('aws.request_id', 'aws.requestId'),
    queue_url: get('aws.queue_url', 'aws.queue.url', 'aws.sqs.queue.url'),
    table_name: tableOf(attributes),
    ...(isCall(span) ? {} : hostBlock(span)),
  });
}

const isOfAws = (attributes: WholeAttributes): boolean => textAttribute(attributes, 'cloud.provider') === 'aws';

/** The part of the `aws` block that says where the service ran. */
export function hostBlock({ attributes }: WholeSpan): JsonObject | undefined {
  const get = (...names: string[]) => textAttribute(attributes, ...names);
  const hasSdk = get('telemetry.sdk.name') !== undefined;
  return present({
    ...hostBlocks(attributes),
    xray: present({
      sdk: sdkOf(attributes),
      sdk_version: get('telemetry.sdk.version'),
      auto_instrumentation: hasSdk
        ? get('telemetry.auto.version', 'telemetry.distro.version') !== undefined
        : undefined,
    }),
  });
}

/** A list of one table is that table: of more, none is the callee. */
function tableOf(attributes: WholeAttributes): string | undefined {
  const listed = attributes.get('aws.dynamodb.table_names');
  const [only, ...others] = Array.isArray(listed) ? listed : [];
  return (
    textAttribute(attributes, 'aws.table_name') ?? (typeof only === 'string' && others.length === 0 ? only : undefined)
  );
}

function sdkOf(attributes: WholeAttributes): string | undefined {
  const name = textAttribute(attributes, 'telemetry.sdk.name');
  const language = textAttribute(attributes, 'telemetry.sdk.language');
  return name === undefined ? undefined : language === undefined ? name : `${name} for ${language}`;
}

function hostBlocks(attributes: WholeAttributes): JsonObject {
  if (!isOfAws(attributes)) return {};
  const get = (...names: string[]) => textAttribute(attributes, ...names);
  const platform = get('cloud.platform');
  const logGroups = attributes.get('aws.log.group.names');
  return {
    ec2:
      platform === 'aws_ec2'
        ? present({
            instance_id: get('host.id'),
            availability_zone: get('cloud.availability_zone'),
            instance_size: get('host.type'),
            ami_id: get('host.image.id'),
          })
        : undefined,
    ecs:
      platform === 'aws_ecs'
        ? present({
            container: get('container.name'),
            container_id: get('container.id'),
            container_arn: get('aws.ecs.container.arn'),
            cluster_arn: get('aws.ecs.cluster.arn'),
            task_arn: get('aws.ecs.task.arn'),
            task_family: get('aws.ecs.task.family'),
            launch_type: get('aws.ecs.launchtype'),
          })
        : undefined,
    eks:
      platform === 'aws_eks'
        ? present({
            cluster_name: get('k8s.cluster.name'),
            pod: get('k8s.pod.name'),
            container_id: get('container.id'),
          })
        : undefined,
    elastic_beanstalk:
      platform === 'aws_elastic_beanstalk'
        ? present({
            environment_name: get('service.namespace'),
            version_label: get('service.version'),
            deployment_id: get('service.instance.id'),
          })
        : undefined,
    cloudwatch_logs: Array.isArray(logGroups) ? logGroups.map((name) => ({ log_group: name })) : undefined,
  };
}

/** The `sql` block; undefined for other databases, which become plain remote calls. Source: awsxrayexporter translator/sql.go. */
export function sqlBlock(span: WholeSpan): JsonObject | undefined {
  if (!isSql(span)) return undefined;
  const { attributes } = span;
  const connection = textAttribute(attributes, 'db.connection_string') ?? 'localhost';
  const name = dbNameOf(span);
  return present({
    // Not a URL, but what the exporter writes.
    url: span.name,
    connection_string: name === undefined ? connection : `${connection}/${name}`,
    sanitized_query: textAttribute(attributes, 'db.query.text', 'db.statement'),
    database_type: dbSystemOf(span),
    user: textAttribute(attributes, 'db.user'),
  });
}
