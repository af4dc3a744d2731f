/** What an error of the driver or the server means for what we were doing. */
export type Fault =
  /** The server cannot be spoken to: not now, or no longer. */
  | 'connection'
  /** The server ended the statement for the time it took. */
  | 'timeout'
  /** The server could not for now: it is busy, full, or lost a race. */
  | 'passing'
  /** A value could not become what it should; the next row may be fine. */
  | 'data'
  /** Nothing that waiting would change. */
  | 'lasting';

const network = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENETDOWN',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENOENT',
]);

/** Deadlock, serialization failure, snapshot too old, lock not available, io_error. */
const passing = new Set(['40P01', '40001', '72000', '55P03', '58030']);

/** idle in transaction, and in later versions the whole transaction, took too long. */
const timeouts = new Set(['57014', '25P03', '25P04']);

export function faultOf(error: unknown): Fault {
  const code = codeOf(error);
  if (code === undefined) return isDisconnect(error) ? 'connection' : 'lasting';
  if (network.has(code)) return 'connection';
  if (timeouts.has(code)) return 'timeout';
  // Class 08 is the connection; 57P01 to 57P05 say that the server ends it, or cannot start one.
  if (/^(08|57P)/.test(code)) return 'connection';
  // Class 53: out of memory, of disk, of connections.
  if (passing.has(code) || code.startsWith('53')) return 'passing';
  return code.startsWith('22') ? 'data' : 'lasting';
}

/** The SQLSTATE or the system's error code. */
export function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** The words of an error, without the full stop and with the server's detail. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // What both address families answered.
  const parts = error instanceof AggregateError ? error.errors.map((part) => reasonOf(part)) : [];
  const text = error.message || parts.join('; ') || codeOf(error) || 'no reason given';
  const detail = 'detail' in error && typeof error.detail === 'string' ? ` (${unended(error.detail)})` : '';
  return `${unended(text)}${detail}`;
}

/** The driver has no codes for these. */
function isDisconnect(error: unknown): boolean {
  return (
    error instanceof Error &&
    /^Connection terminated|connection timeout|timeout expired|not queryable|socket disconnected/i.test(
      error.message,
    )
  );
}

function unended(sentence: string): string {
  return sentence.replace(/\.$/, '');
}
