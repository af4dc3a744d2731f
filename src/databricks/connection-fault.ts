import { exitCode, HeadraceError, type Problem } from '../kernel/index.ts';
import { hostUnknown, unreachable, untrusted } from './problems.ts';
import { scrubbed } from './scrub.ts';

/** Why there was no answer. */
export interface ConnectionFault {
  /** The request did not leave this machine: doing it again cannot do it twice. */
  readonly unsent: boolean;
  /** It may work later. */
  readonly transient: boolean;
  readonly detail: string;
  readonly error: HeadraceError;
}

const unconnected = ['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT', 'ETIMEDOUT'];
const certificate = /^(CERT_|ERR_TLS_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|ERR_SSL_|EPROTO$)/;

/** Says what was wrong with a connection; `host` is for messages. */
export function connectionFault(error: unknown, host: string): ConnectionFault {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  const code = codeOf(cause);
  const detail = scrubbed(detailOf(error, cause, code));
  if (certificate.test(code)) {
    return { unsent: true, transient: false, detail, error: failed(untrusted({ host, detail }), error) };
  }
  if (code === 'ENOTFOUND') {
    return { unsent: true, transient: false, detail, error: failed(hostUnknown({ host }), error) };
  }
  return {
    unsent: (unconnected.includes(code) && !wasConnected(cause)) || code === 'EAI_AGAIN',
    transient: true,
    detail,
    error: failed(unreachable({ host, detail }), error),
  };
}

/** The same codes also end connections that were made long ago: then something may have been sent. */
function wasConnected(cause: unknown): boolean {
  return cause instanceof Error && 'syscall' in cause && ['read', 'write'].includes(String(cause.syscall));
}

function failed(problem: Problem, cause: unknown): HeadraceError {
  return new HeadraceError(problem, { exitCode: exitCode.unreachable, cause });
}

function codeOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : '';
}

function detailOf(error: unknown, cause: unknown, code: string): string {
  if (error instanceof DOMException && error.name === 'TimeoutError') return 'it does not answer in time';
  const message = cause instanceof Error ? cause.message : String(cause);
  if (code === 'ECONNREFUSED') return 'nothing listens there (ECONNREFUSED)';
  if (message === '') return code || 'the connection failed';
  return code === '' || message.includes(code) ? message : `${message} (${code})`;
}
