import { AWS_SPAN_ATTRIBUTES, LOCAL_ROOT, SQL_SYSTEMS, URL_HOST } from '../../../model/xray-attributes.ts';
import type { WholeSpan } from '../../../traces/index.ts';
import { textAttribute } from './attributes.ts';

/** What a call goes to, in X-Ray's words. */
export interface CallTarget {
  readonly name: string;
  readonly namespace: 'aws' | 'remote';
}

/** The first span of its service, as its sender says. */
const isLocalRoot = ({ attributes }: Pick<WholeSpan, 'attributes'>): boolean =>
  attributes.get(AWS_SPAN_ATTRIBUTES.spanKind) === LOCAL_ROOT;

/**
 * Whether the span calls another service, or hands it a message. A consumer that is the first of its service asked the queue for
 * what it works on. The map goes by the same rules (traces/service-map-repo.ts).
 */
export const isCall = (span: Pick<WholeSpan, 'kind' | 'attributes'>): boolean =>
  span.kind === 'client' || span.kind === 'producer' || (span.kind === 'consumer' && isLocalRoot(span));

/** Whether the span entered its service from outside. A consumer does too: the exporter leaves it out, and its users miss it. */
export const isEntry = (span: Pick<WholeSpan, 'kind' | 'parentId' | 'attributes'>): boolean =>
  span.kind === 'server' || span.kind === 'consumer' || span.parentId === '' || isLocalRoot(span);

const SQL: ReadonlySet<string> = new Set(SQL_SYSTEMS);

export const dbSystemOf = ({ attributes }: Pick<WholeSpan, 'attributes'>) =>
  textAttribute(attributes, 'db.system.name', 'db.system');
/** A number, of Redis for instance, names nothing. */
export function dbNameOf({ attributes }: Pick<WholeSpan, 'attributes'>): string | undefined {
  const name = textAttribute(attributes, 'db.namespace', 'db.name');
  return name === undefined || /^\d+$/.test(name) ? undefined : name;
}
export const isSql = (span: Pick<WholeSpan, 'attributes'>): boolean => SQL.has(dbSystemOf(span) ?? '');

const AWS_API = 'aws-api';

/** Source: awsxrayexporter translator/segment.go, whose order this is; the map names callees by the same rule. */
export function callTarget(span: WholeSpan): CallTarget {
  const { attributes } = span;
  const isAwsApi = attributes.get('rpc.system') === AWS_API;
  const awsService = textAttribute(attributes, 'aws.service');
  const namespace = awsService !== undefined || isAwsApi ? 'aws' : 'remote';
  return { name: targetName(span, awsService), namespace };
}

function targetName(span: WholeSpan, awsService: string | undefined): string {
  const { attributes } = span;
  const told = textAttribute(attributes, AWS_SPAN_ATTRIBUTES.remoteService)?.replace(/^(AWS\.SDK\.|AWS::)/, '');
  const named = told ?? textAttribute(attributes, 'service.peer.name', 'peer.service') ?? awsService;
  if (named !== undefined) return named;
  const host = peerHost(span);
  const system = dbSystemOf(span);
  if (system !== undefined) {
    const dbHost = host ?? hostIn(textAttribute(attributes, 'db.connection_string'));
    return `${dbNameOf(span) ?? system}${dbHost === undefined ? '' : `@${dbHost}`}`;
  }
  return (
    textAttribute(attributes, 'rpc.service', 'messaging.destination.name') ??
    host ??
    hostIn(textAttribute(attributes, 'url.full', 'http.url')) ??
    span.name
  );
}

function peerHost({ attributes }: WholeSpan): string | undefined {
  return textAttribute(
    attributes,
    'server.address',
    'net.peer.name',
    'http.host',
    'network.peer.address',
    'net.peer.ip',
  );
}

const HOST = new RegExp(URL_HOST);
const hostIn = (url: string | undefined): string | undefined => (url === undefined ? undefined : HOST.exec(url)?.[1]);
