import type { LookupFunction } from 'node:net';

/**
 * A host name's addresses as `dns.lookup` gives them, but only from a name server that lives. The system's resolver
 * cannot be stopped, and a process does not end before it has given up, 10 s and more with a name server that is silent:
 * https://nodejs.org/api/dns.html#implementation-considerations. So the same name is first asked for by sockets of our
 * own: any answer, also "no such name", lets the system's resolver go.
 */
export const lookupIfAnswered: LookupFunction = (hostname, options, callback) => {
  const dns = process.getBuiltinModule('node:dns');
  const lookup = (): void => dns.lookup(hostname, options, callback);
  if (isLocalName(hostname)) {
    lookup();
    return;
  }
  const resolver = new dns.Resolver();
  resolver.resolve4(hostname, (error) => {
    if (error?.code === dns.TIMEOUT) callback(error, []);
    else lookup();
  });
};

/** Whether the system knows the name without a name server. */
function isLocalName(hostname: string): boolean {
  if (/(^|\.)localhost$/i.test(hostname)) return true;
  const windows = process.platform === 'win32';
  const { readFileSync } = process.getBuiltinModule('node:fs');
  try {
    const hosts = readFileSync(windows ? 'C:\\Windows\\System32\\drivers\\etc\\hosts' : '/etc/hosts', 'utf8');
    return hosts.toLowerCase().split(/\s+/).includes(hostname.toLowerCase());
  } catch {
    return false;
  }
}
