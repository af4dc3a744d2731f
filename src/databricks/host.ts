import { exitCode, HeadraceError } from '../kernel/index.ts';
import { invalidHost } from './problems.ts';

/**
 * The origin of a workspace, from what people write or paste: with or without `https://`, a path, or `?o=123`.
 *
 * @throws HeadraceError (exit code 2) for what is none, holds a password, or would send tokens in the clear.
 */
export function workspaceHost(written: string): string {
  const text = written.trim();
  // Whoever reads the configuration for less than a run leaves such a reference as it stands.
  if (/^\$\{[^}]*\}$/.test(text)) throw refuse(text, 'what it refers to is not set');
  const scheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(text);
  const url = URL.parse(scheme ? text : `https://${text}`);
  if (url === null || url.hostname === '') throw refuse(shown(text), 'it is no URL');
  if (url.username !== '' || url.password !== '') throw refuse(url.host, 'it holds a password');
  if (url.protocol === 'http:' && !isLoopback(url.origin)) {
    throw refuse(url.origin, 'tokens are sent by https:// only');
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    throw refuse(shown(text), 'it must begin with https://');
  return url.origin;
}

/** Whether a host is this machine itself, as a fake workspace is. */
export function isLoopback(host: string): boolean {
  return /^https?:\/\/(localhost|127(\.\d+){3}|\[::1\])(:|$)/.test(host);
}

function refuse(host: string, reason: string): HeadraceError {
  return new HeadraceError(invalidHost({ host, reason }), { exitCode: exitCode.usage });
}

/** Whatever stands before an @ may be a password. */
function shown(text: string): string {
  return text.replace(/^.*@/s, '…@').slice(0, 80);
}
