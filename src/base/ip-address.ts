import { isIPv4, isIPv6 } from 'node:net';

const IPV6_GROUPS = 8;
const IPV6_NETWORK_GROUPS = 4;
const IPV6_SITE_GROUPS = 3;

/** An IPv4 address that IPv6 sockets write as `::ffff:192.0.2.7`; any other text as it is. */
export function unmappedAddress(address: string): string {
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address;
}

/** An address that stands for no single machine: IPv4 without its last byte, of IPv6 the first 48 bits; '' for no address. */
export function anonymizedAddress(address: string): string {
  const bare = unmappedAddress(address).split('%', 1)[0] ?? '';
  if (isIPv4(bare)) return bare.replace(/\d+$/, '0');
  if (!isIPv6(bare)) return '';
  return canonicalIpv6(`${groupsOf(bare).slice(0, IPV6_SITE_GROUPS).join(':')}::`);
}

/**
 * Whom an address stands for when requests are counted: an IPv4 address itself, of IPv6 its first 64 bits, because each
 * customer has at least those and may use a new address per request. What is no address is returned as it is.
 */
export function addressGroup(address: string): string {
  const unmapped = unmappedAddress(address);
  const bare = unmapped.split('%', 1)[0] ?? '';
  if (!isIPv6(bare)) return unmapped;
  return `${groupsOf(bare).slice(0, IPV6_NETWORK_GROUPS).join(':')}::/64`;
}

/** All eight. */
function groupsOf(ipv6: string): string[] {
  const [before = '', after] = canonicalIpv6(ipv6).split('::', 2);
  const groups = before === '' ? [] : before.split(':');
  const rest = after === undefined || after === '' ? [] : after.split(':');
  while (groups.length + rest.length < IPV6_GROUPS) groups.push('0');
  return [...groups, ...rest];
}

/** WHATWG URLs spell IPv6 in one way: lower case, no leading zeros, the longest run of zeros as `::`. */
function canonicalIpv6(ipv6: string): string {
  return new URL(`http://[${ipv6}]/`).hostname.slice(1, -1);
}
