const loopback = /^(127\.|::1$|::ffff:127\.)/;

/**
 * Whom a request comes from, for counting: behind a tunnel or a proxy on this machine all come from here, and one of
 * them could have everybody else sent away. The proxy adds the address it sees at the end of `X-Forwarded-For`; what
 * stands before it is what the sender says.
 */
export function clientAddress(remote: string | undefined, forwardedFor: string | undefined): string {
  const seen = forwardedFor?.split(',').at(-1)?.trim();
  if (remote !== undefined && loopback.test(remote) && seen) return seen;
  return remote ?? 'unknown';
}
