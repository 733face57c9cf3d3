import type { z } from 'zod';
import { errorResponse } from '../../src/api/contract/index.ts';
import { formatSearchParams, type SearchParams } from '../lib/search-params.ts';
import { ApiError } from './api-error.ts';

interface RequestOptions {
  readonly query?: SearchParams;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** A path of our API; every part is encoded, so that a name can never become another path. */
export function apiPath(...parts: string[]): string {
  return `/api/ui/${parts.map(encodeURIComponent).join('/')}`;
}

async function send(method: Method, path: string, options: RequestOptions): Promise<Response> {
  const { query, body, signal } = options;
  let response: Response;
  try {
    response = await fetch(path + formatSearchParams(query ?? {}), {
      method,
      credentials: 'same-origin',
      headers: body === undefined ? {} : { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
    });
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw new ApiError('unreachable', 'The server did not answer. Is Combray running?', 0, { cause });
  }
  if (!response.ok) throw await refusal(response);
  return response;
}

async function readJson(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch (cause) {
    const message = 'The server answered with something other than JSON. Is a proxy in between?';
    throw new ApiError('answer-unreadable', message, response.status, { cause });
  }
}

/** Our own refusals say what is wrong; anything else came from something in between, or from a crash. */
async function refusal(response: Response): Promise<ApiError> {
  const text = await response.text();
  const parsed = errorResponse.safeParse(jsonOrUndefined(text));
  if (parsed.success) return new ApiError(parsed.data.error.code, parsed.data.error.message, response.status);
  return new ApiError('answer-unreadable', `The server answered with status ${response.status}.`, response.status);
}

function jsonOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Asks for JSON and checks it: what does not fit the contract is an error here, not a surprise in a page. */
export async function requestJson<Schema extends z.ZodType>(
  method: Method,
  path: string,
  schema: Schema,
  options: RequestOptions = {},
): Promise<z.output<Schema>> {
  const response = await send(method, path, options);
  const parsed = schema.safeParse(await readJson(response));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue ? `${issue.path.join('.') || 'answer'}: ${issue.message}` : 'answer';
  const message = `The server's answer is not what this page expects (${where}). Reload; the server may be newer.`;
  throw new ApiError('answer-unreadable', message, response.status, { cause: parsed.error });
}

/** For requests that are answered without a body. */
export async function requestNothing(method: Method, path: string, options: RequestOptions = {}): Promise<void> {
  await send(method, path, options);
}
