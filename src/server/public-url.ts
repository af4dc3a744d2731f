import { exitCode, HeadraceError } from '../kernel/index.ts';
import { badPublicUrl } from './problems.ts';

/**
 * The address by which jobs reach this server, without a slash at its end.
 *
 * @throws HeadraceError (exit 2) when it is none.
 */
export function publicUrl(text: string): string {
  const url = URL.parse(text);
  const reason = !url
    ? 'it is no address'
    : !/^https?:$/.test(url.protocol)
      ? 'it has to begin with https:// or http://'
      : url.username || url.password
        ? 'credentials do not belong in it'
        : url.search || url.hash
          ? 'it may not have a query'
          : undefined;
  if (reason) {
    const shown = url ? `${url.protocol}//${url.host}${url.pathname}` : text;
    throw new HeadraceError(badPublicUrl({ url: shown, reason }), { exitCode: exitCode.usage });
  }
  return text.replace(/\/+$/, '');
}
