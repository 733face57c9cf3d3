import { anonymizedAddress, unmappedAddress } from '../../../base/ip-address.ts';
import { isObject, type JsonObject, textOf } from '../json.ts';

/** Words that stand for the address from which the item came. Source: docs.rollbar.com "Person tracking", capture IP. */
const REMOTE = '$remote_ip';
const REMOTE_ANONYMIZED = '$remote_ip_anonymize';

/** `request` with the address in place of these words, and out of its IPv6 wrapping. */
export function withClientAddress(request: JsonObject, peerAddress: string): JsonObject {
  const { user_ip: told } = request;
  if (typeof told !== 'string') return request;
  return { ...request, user_ip: clientAddress(told, peerAddress) };
}

function clientAddress(told: string, peerAddress: string): string {
  if (told === REMOTE) return unmappedAddress(peerAddress);
  if (told === REMOTE_ANONYMIZED) return anonymizedAddress(peerAddress);
  return unmappedAddress(told);
}

export const addressOf = (request: unknown): string => (isObject(request) ? textOf(request.user_ip) : '');
