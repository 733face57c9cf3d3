import { isIPv6 } from 'node:net';

const IPV6_GROUPS = 8;
const IPV6_NETWORK_GROUPS = 4;

/**
 * Whom an address stands for when requests are counted: an IPv4 address itself, of IPv6 its first 64 bits, because each
 * customer has at least those and may use a new address per request. What is no address is returned as it is.
 */
export function addressGroup(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  const bare = address.split('%', 1)[0] ?? '';
  if (!isIPv6(bare)) return address;
  // WHATWG URLs spell IPv6 in one way: lower case, no leading zeros, the longest run of zeros as `::`.
  const canonical = new URL(`http://[${bare}]/`).hostname.slice(1, -1);
  const [before = '', after] = canonical.split('::', 2);
  const groups = before === '' ? [] : before.split(':');
  const rest = after === undefined || after === '' ? [] : after.split(':');
  while (groups.length + rest.length < IPV6_GROUPS) groups.push('0');
  return `${[...groups, ...rest].slice(0, IPV6_NETWORK_GROUPS).join(':')}::/64`;
}
