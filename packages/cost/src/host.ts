/**
 * Whether a host is one that a pattern means.
 *
 * @param pattern a host name or address, `*.` and the end of host names, or a CIDR range such as `10.0.0.0/8`
 * @throws for a range that is none: see `isHostPattern`
 */
export function hostMatcher(pattern: string): (host: string) => boolean {
  const plain = pattern.trim().toLowerCase();
  const [network = '', prefix] = plain.split('/');
  if (prefix !== undefined) {
    const { BlockList, isIP } = process.getBuiltinModule('node:net');
    const list = new BlockList();
    list.addSubnet(network, Number(prefix), isIP(network) === 6 ? 'ipv6' : 'ipv4');
    return (host) => {
      const address = host.replace(/^\[|\]$/g, '').replace(/^::ffff:(?=\d+\.)/i, '');
      const version = isIP(address);
      return version !== 0 && list.check(address, version === 6 ? 'ipv6' : 'ipv4');
    };
  }
  if (plain.startsWith('*.')) return (host) => host.toLowerCase().endsWith(plain.slice(1));
  return (host) => host.toLowerCase() === plain;
}

/** Whether `hostMatcher` takes a pattern: a URL, a port or a wrong range would never be a host. */
export function isHostPattern(pattern: string): boolean {
  if (!/^(\*\.)?[\w.-]+$|^[\da-f:]+$|^[\da-f.:]+\/\d+$/i.test(pattern.trim())) return false;
  try {
    hostMatcher(pattern);
    return true;
  } catch {
    return false;
  }
}
