import { XRAY_ATTRIBUTES } from '../../../model/xray-attributes.ts';
import type { DocumentSpan } from '../documents/document.ts';
import { isObject, type JsonObject, objectOf, textOf } from '../json.ts';
import type { RowAttributes } from './row-attributes.ts';

/** Source: X-Ray developer guide, "Segment documents": annotation values. */
const ANNOTATION_CHARS_MAX = 1_000;

/** What a segment or subsegment says of itself. Annotations first: who names one like a field wins. */
export function addSpanAttributes(attributes: RowAttributes, { body, name }: DocumentSpan, isSegment: boolean): void {
  addAnnotations(attributes, body.annotations);
  addMetadata(attributes, body.metadata);
  attributes.flag(XRAY_ATTRIBUTES.fault, body.fault);
  attributes.flag(XRAY_ATTRIBUTES.error, body.error);
  attributes.flag(XRAY_ATTRIBUTES.throttle, body.throttle);
  attributes.text(XRAY_ATTRIBUTES.namespace, body.namespace);
  attributes.text('enduser.id', body.user);
  addHttp(attributes, objectOf(body.http));
  addSql(attributes, body.sql);
  if (body.namespace === 'aws') attributes.text('aws.service', name);
  // On a segment `aws` says where it ran; on a subsegment what it called.
  if (!isSegment) attributes.rest('aws', objectOf(body.aws), NOTHING);
  attributes.flag('aws.xray.traced', body.traced);
  attributes.flag('aws.xray.inferred', body.inferred);
  attributes.json('aws.xray.precursor_ids', body.precursor_ids);
  // A cause that is described in a subsegment: Python, Java, Ruby and .NET send its id, Node `{"id": ..., "exceptions": []}`.
  attributes.text('aws.xray.cause', isObject(body.cause) ? body.cause.id : textOf(body.cause));
}

const NOTHING: ReadonlySet<string> = new Set();

function addAnnotations(attributes: RowAttributes, annotations: unknown): void {
  if (annotations !== undefined && annotations !== null && !isObject(annotations)) attributes.drop();
  const entries = Object.entries(objectOf(annotations)).filter(([key]) => key !== '');
  for (const [key, value] of entries) attributes.scalar(key, value, ANNOTATION_CHARS_MAX);
  const kept = entries.filter(([, value]) => value !== null && typeof value !== 'object');
  attributes.texts(
    'aws.xray.annotations',
    kept.map(([key]) => key),
  );
}

/** `{"namespace": {"key": value}}`; what is no object is one namespace of its own. */
function addMetadata(attributes: RowAttributes, metadata: unknown): void {
  if (!isObject(metadata)) attributes.json('aws.xray.metadata.default', metadata);
  for (const [namespace, value] of Object.entries(objectOf(metadata)))
    attributes.json(`aws.xray.metadata.${namespace}`, value);
}

function addHttp(attributes: RowAttributes, http: JsonObject): void {
  const request = objectOf(http.request);
  attributes.text('http.request.method', request.method);
  addUrl(attributes, textOf(request.url));
  attributes.text('user_agent.original', request.user_agent);
  attributes.text('client.address', request.client_ip);
  attributes.flag('aws.xray.x_forwarded_for', request.x_forwarded_for);
  attributes.flag('aws.xray.traced', request.traced);
  const response = objectOf(http.response);
  attributes.integer('http.response.status_code', response.status);
  attributes.integer('http.response.body.size', response.content_length);
}

function addUrl(attributes: RowAttributes, url: string | undefined): void {
  attributes.text('url.full', url);
  if (url === undefined || !URL.canParse(url)) return;
  const { protocol, hostname, port, pathname } = new URL(url);
  attributes.text('url.scheme', protocol.replace(/:$/, ''));
  attributes.text('url.path', pathname);
  attributes.text('server.address', hostname);
  if (port !== '') attributes.integer('server.port', port);
}

const SQL_MEMBERS = new Set(['sanitized_query', 'database_type', 'user']);

function addSql(attributes: RowAttributes, sql: unknown): void {
  if (!isObject(sql)) return;
  // Whoever sends the block calls a database of SQL, also where its kind is not said.
  attributes.text('db.system.name', textOf(sql.database_type)?.toLowerCase() ?? 'other_sql');
  attributes.text('db.query.text', sql.sanitized_query);
  attributes.text('db.user', sql.user);
  attributes.rest('aws.xray.sql', sql, SQL_MEMBERS);
}
