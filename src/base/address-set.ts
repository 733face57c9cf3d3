import { BlockList, isIP, isIPv6 } from 'node:net';
import { unmappedAddress } from './ip-address.ts';

/** IP addresses by single ones and CIDR ranges. */
export interface AddressSet {
  /** An IPv4 address may be spelled as IPv6 (`::ffff:10.0.0.1`), as sockets that take both do. What is no address is in no set. */
  has(address: string): boolean;
}

/** `ranges` are valid: `10.0.0.1`, `10.1.0.0/16`, `fe80::/10`. */
export function createAddressSet(ranges: readonly string[]): AddressSet {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = '', prefix] = range.split('/');
    const family = isIPv6(address) ? 'ipv6' : 'ipv4';
    list.addSubnet(address, prefix === undefined ? (family === 'ipv6' ? 128 : 32) : Number(prefix), family);
  }
  return {
    has(sent) {
      // `fe80::1%eth0`: the interface is no part of the address.
      const address = unmappedAddress(sent.split('%', 1)[0] ?? '');
      const version = isIP(address);
      return version !== 0 && list.check(address, version === 6 ? 'ipv6' : 'ipv4');
    },
  };
}
