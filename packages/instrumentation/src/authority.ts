/** A host and a port. */
export interface Authority {
  /** A name or an address, without the brackets around an IPv6 address. */
  readonly host: string;
  readonly port: number | undefined;
}

/** Reads `host`, `host:port`, `[::1]:port` or a bare IPv6 address: a Host header, or a node of a Forwarded header. */
export function parseAuthority(text: string): Authority {
  const colon = text.lastIndexOf(':');
  if (text.charCodeAt(0) === 0x5b) {
    const bracket = text.indexOf(']');
    if (bracket < 0) return { host: text, port: undefined };
    return { host: text.slice(1, bracket), port: colon === bracket + 1 ? portOf(text.slice(colon + 1)) : undefined };
  }
  if (colon < 0 || text.indexOf(':') !== colon) return { host: text, port: undefined };
  return { host: text.slice(0, colon), port: portOf(text.slice(colon + 1)) };
}

function portOf(text: string): number | undefined {
  return /^\d{1,5}$/.test(text) ? Number(text) : undefined;
}

/** The port that a scheme stands for. */
export function defaultPort(scheme: string): number | undefined {
  if (scheme === 'http') return 80;
  return scheme === 'https' ? 443 : undefined;
}
