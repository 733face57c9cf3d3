import type { FastifyRequest } from 'fastify';
import { firstText, objectOf } from './json.ts';

/** Every current client's; Node has put the name into lower case. '' where there is none. */
export function headerToken({ headers }: Pick<FastifyRequest, 'headers'>): string {
  const value = headers['x-rollbar-access-token'];
  return (Array.isArray(value) ? value[0] : value)?.trim() ?? '';
}

/** Third-party readers and old clients put it into the address. '' where there is none. */
export function queryToken({ query }: Pick<FastifyRequest, 'query'>): string {
  const { access_token: sent } = objectOf(query);
  return firstText(Array.isArray(sent) ? sent[0] : sent);
}
