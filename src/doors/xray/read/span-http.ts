import type { WholeAttributes, WholeSpan } from '../../../traces/index.ts';
import type { JsonObject } from '../json.ts';
import { numberAttribute, present, textAttribute } from './attributes.ts';

export const httpStatusOf = (attributes: WholeAttributes): number | undefined =>
  numberAttribute(attributes, 'http.response.status_code', 'http.status_code');

/** The `http` block, from both generations of the conventions. Source: awsxrayexporter translator/http.go. */
export function httpBlock(span: WholeSpan): JsonObject | undefined {
  const { attributes } = span;
  const forwarded = textAttribute(attributes, 'http.client_ip', 'client.address');
  const peer =
    span.kind === 'server'
      ? textAttribute(attributes, 'network.peer.address', 'net.sock.peer.addr', 'net.peer.ip')
      : undefined;
  const method = textAttribute(attributes, 'http.request.method', 'http.method');
  const status = httpStatusOf(attributes);
  if (method === undefined && status === undefined && urlOf(span) === undefined) return undefined;
  return present({
    request: present({
      method,
      url: urlOf(span),
      user_agent: textAttribute(attributes, 'user_agent.original', 'http.user_agent'),
      client_ip: forwarded ?? peer,
      x_forwarded_for: forwarded === undefined ? undefined : true,
    }),
    response: present({
      status,
      content_length: numberAttribute(attributes, 'http.response.body.size', 'http.response_content_length'),
    }),
  });
}

const DEFAULT_PORTS: Readonly<Record<string, string>> = { http: '80', https: '443' };

/** As it was sent, else put together from its parts. */
function urlOf(span: WholeSpan): string | undefined {
  const { attributes } = span;
  const whole = textAttribute(attributes, 'url.full', 'http.url');
  if (whole !== undefined) return whole;
  const target = targetOf(attributes);
  const host = hostOf(span);
  if (host === undefined) return target;
  return `${textAttribute(attributes, 'url.scheme', 'http.scheme') ?? 'http'}://${host}${target ?? '/'}`;
}

function targetOf(attributes: WholeAttributes): string | undefined {
  const target = textAttribute(attributes, 'http.target');
  if (target !== undefined) return target;
  const path = textAttribute(attributes, 'url.path');
  const query = textAttribute(attributes, 'url.query');
  return path === undefined || query === undefined ? path : `${path}?${query}`;
}

function hostOf({ attributes, kind }: WholeSpan): string | undefined {
  const own = textAttribute(attributes, 'http.host');
  if (own !== undefined) return own;
  const names =
    kind === 'client' ? ['server.address', 'net.peer.name'] : ['server.address', 'http.server_name', 'net.host.name'];
  const name = textAttribute(attributes, ...names);
  if (name === undefined) return undefined;
  const port = textAttribute(attributes, 'server.port', kind === 'client' ? 'net.peer.port' : 'net.host.port');
  const scheme = textAttribute(attributes, 'url.scheme', 'http.scheme') ?? 'http';
  return port === undefined || DEFAULT_PORTS[scheme] === port ? name : `${name}:${port}`;
}
