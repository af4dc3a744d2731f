import { type ExitCode, exitCode, HeadraceError, isRecord, type Problem } from '../../kernel/index.ts';
import {
  notAllowed,
  notAuthenticated,
  notElasticsearch,
  refused,
  timedOut,
  unavailable,
  unreachable,
  untrustedCertificate,
  wrongCertificateName,
} from './problems.ts';

/** Whom messages are about; nothing secret. */
export interface Peer {
  readonly cluster: string;
  readonly identity: string;
}

/**
 * What the client throws, as a HeadraceError. The client's own error is not kept as its cause: it
 * holds the whole request, body and credentials.
 */
export function translateError(error: unknown, peer: Peer): HeadraceError {
  if (error instanceof HeadraceError) return error;
  const { cluster } = peer;
  const name = error instanceof Error ? error.name : '';
  const message = oneLine(error instanceof Error ? error.message : String(error));
  if (name === 'ResponseError' && error instanceof Error && 'meta' in error && isRecord(error.meta)) {
    const status = typeof error.meta.statusCode === 'number' ? error.meta.statusCode : 0;
    return errorOfAnswer(status, error.meta.body, peer);
  }
  if (name === 'ProductNotSupportedError') return fail(notElasticsearch({ cluster }), exitCode.unreachable);
  if (/altnames/i.test(message))
    return fail(wrongCertificateName({ cluster, detail: message }), exitCode.unreachable);
  if (/certificate|issuer|unsupported protocol|handshake failure/i.test(message))
    return fail(untrustedCertificate({ cluster, detail: message }), exitCode.unreachable);
  if (name === 'DeserializationError')
    return fail(unavailable({ cluster, detail: 'its answer cannot be read' }), exitCode.unreachable);
  // Nobody at any of several addresses of a name: the runtime reports that without a message.
  const detail = message === '' ? 'nobody answers' : message;
  return fail(unreachable({ cluster, detail }), exitCode.unreachable);
}

/** An answer with status 400 or more. */
export function errorOfAnswer(status: number, body: unknown, { cluster, identity }: Peer): HeadraceError {
  const detail = reasonOfAnswer(status, body);
  if (status === 401) return fail(notAuthenticated({ cluster, as: identity }), exitCode.usage);
  const blocked = typeOfAnswer(body) === 'cluster_block_exception';
  if (status === 403 && !blocked) return fail(notAllowed({ cluster, detail }), exitCode.usage);
  if (blocked || status === 408 || status === 429 || status >= 500)
    return fail(unavailable({ cluster, detail }), exitCode.unreachable);
  return fail(refused({ cluster, detail }), exitCode.failed);
}

export function timeoutError(ms: number, { cluster }: Peer): HeadraceError {
  return fail(timedOut({ cluster, ms }), exitCode.unreachable);
}

const transient: ReadonlySet<string> = new Set([unreachable.code, timedOut.code, unavailable.code]);

/** Whether the same request may work later. What it was to change may have been changed. */
export function isTransient(error: unknown): error is HeadraceError {
  return error instanceof HeadraceError && error.problems.some(({ code }) => transient.has(code));
}

export function typeOfAnswer(body: unknown): string {
  const error = isRecord(body) ? body.error : undefined;
  return isRecord(error) && typeof error.type === 'string' ? error.type : '';
}

/** `type: reason`, with the innermost cause, which is what people need, on one line. */
export function reasonOfAnswer(status: number, body: unknown): string {
  const error = isRecord(body) ? body.error : undefined;
  if (!isRecord(error)) return oneLine(typeof error === 'string' ? error : `status ${status}`);
  let inner = error;
  while (isRecord(inner.caused_by)) inner = inner.caused_by;
  const cause = inner === error ? '' : `; ${inner.reason}`;
  return oneLine(`${error.type}: ${error.reason}${cause}`);
}

export function oneLine(text: string, max = 600): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return (line.length > max ? `${line.slice(0, max)}…` : line).replace(/\.$/, '');
}

function fail(problem: Problem, code: ExitCode): HeadraceError {
  return new HeadraceError(problem, { exitCode: code });
}
