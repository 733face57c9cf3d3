import { AWS_SPAN_ATTRIBUTES, FUNCTION_TYPE, QUEUE_TYPE } from '../../../model/xray-attributes.ts';
import type { WholeSpan } from '../../../traces/index.ts';
import { type JsonObject, objectOf } from '../json.ts';
import { textAttribute } from './attributes.ts';
import type { DocumentNode } from './document-node.ts';
import { cleanName } from './names.ts';
import { originOf } from './span-aws.ts';

/** What a node of the map is: two of one name and type are one. */
export interface ServiceIdentity {
  readonly name: string;
  /** '' for a plain service. */
  readonly type: string;
}

export const textMember = (value: unknown): string => (typeof value === 'string' ? value : '');

export function serviceOfSegment({ name, body }: DocumentNode): ServiceIdentity {
  return { name: cleanName(name), type: textMember(body.origin) };
}

export function serviceOfSpan(span: WholeSpan): ServiceIdentity {
  return { name: serviceNameOf(span), type: originOf(span.attributes) ?? '' };
}

/** As the map names it that is read for X-Ray. */
export function serviceNameOf({ service, name, attributes }: WholeSpan): string {
  return cleanName(textAttribute(attributes, AWS_SPAN_ATTRIBUTES.localService) ?? (service || name));
}

/** Whether it is a call to another service. A call inside the process has no namespace, or `local`. */
export function isRemoteCall({ isSegment, body }: DocumentNode): boolean {
  return !isSegment && (body.namespace === 'aws' || body.namespace === 'remote');
}

/** What a call whose callee sent nothing is a call of. */
export function calleeOf({ name, body }: DocumentNode): ServiceIdentity {
  const aws = objectOf(body.aws);
  const table = textMember(aws.table_name);
  if (table !== '') return { name: cleanName(table), type: 'AWS::DynamoDB::Table' };
  if (body.namespace === 'aws') return { name: cleanName(name), type: awsTypeOf(name, aws) };
  return { name: cleanName(name), type: body.sql === undefined ? 'remote' : 'Database::SQL' };
}

/** By what the call says it is of, else by the service it names. */
function awsTypeOf(name: string, { queue_url, function_name }: JsonObject): string {
  if (textMember(queue_url) !== '') return QUEUE_TYPE;
  return textMember(function_name) === '' ? `AWS::${name}` : FUNCTION_TYPE;
}

/** As the API writes it. A plain service has no type. */
export function serviceId({ name, type }: ServiceIdentity, accountId?: string): object {
  return { Name: name, Names: [name], ...(accountId ? { AccountId: accountId } : {}), ...(type ? { Type: type } : {}) };
}

/** Of each service one, in the order of their names. */
export function distinctServices(services: readonly ServiceIdentity[]): ServiceIdentity[] {
  const byKey = new Map(services.map((service) => [`${service.name}|${service.type}`, service]));
  return [...byKey].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, service]) => service);
}

/** Who calls from outside: a node of the map beside each one with which traces begin. */
export const CLIENT_TYPE = 'client';
