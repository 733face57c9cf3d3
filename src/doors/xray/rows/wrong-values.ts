import { NO_ID, readId } from '../ids.ts';
import { isObject, type JsonObject, listOf, objectOf } from '../json.ts';

/** Members of a segment or subsegment that are not what they should be: read as if they were not there, and counted. */
export function wrongValueCount(body: JsonObject): number {
  const [http, cause] = [objectOf(body.http), objectOf(body.cause)];
  const objects = [
    body.http,
    http.request,
    http.response,
    body.aws,
    body.sql,
    body.service,
    ...listOf(cause.exceptions),
  ];
  const lists = [body.subsegments, body.links, cause.exceptions];
  return (
    objects.filter((value) => isThere(value) && !isObject(value)).length +
    lists.filter((value) => isThere(value) && !Array.isArray(value)).length +
    (isThere(body.cause) && !isObject(body.cause) && typeof body.cause !== 'string' ? 1 : 0) +
    (isThere(body.parent_id) && body.parent_id !== NO_ID && readId(body.parent_id) === undefined ? 1 : 0)
  );
}

/** An empty text says nothing, as nothing does. */
function isThere(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}
