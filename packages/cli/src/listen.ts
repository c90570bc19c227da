/** How long a server that closes waits for requests that have begun, in milliseconds. */
export const CLOSE_TIMEOUT = 1000;

/** One line that says why a port cannot be had. */
export function listenError(error: unknown, host: string, port: number): Error {
  const { code, message } = error as NodeJS.ErrnoException;
  const reason =
    code === 'EADDRINUSE'
      ? 'the port is in use; choose another one, or 0 for a free one'
      : code === 'EACCES'
        ? 'this user may not listen there; choose a port from 1024 on'
        : message;
  return new Error(`cannot listen on ${host}:${port}: ${reason}`, { cause: error });
}

/** `host:port`, with brackets around an IPv6 address. */
export function toAuthority(host: string, port: number): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}
