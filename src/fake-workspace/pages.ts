import { invalid } from './api-error.ts';

/** One page of a list, with the tokens for the next and the one before. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly tokens: { readonly next_page_token?: string; readonly prev_page_token?: string };
}

/** Cuts a page out of a list. Tokens are opaque to clients: here, an offset in base64. */
export function pageOf<T>(all: readonly T[], token: string | undefined, size: number): Page<T> {
  const offset = token ? offsetIn(token) : 0;
  const end = offset + size;
  return {
    items: all.slice(offset, end),
    tokens: {
      ...(end < all.length && { next_page_token: tokenFor(end) }),
      ...(offset > 0 && { prev_page_token: tokenFor(Math.max(0, offset - size)) }),
    },
  };
}

function tokenFor(offset: number): string {
  return Buffer.from(`offset:${offset}`).toString('base64url');
}

function offsetIn(token: string): number {
  const found = /^offset:(\d+)$/.exec(Buffer.from(token, 'base64url').toString('utf8'));
  if (!found) throw invalid('Invalid page token.');
  return Number(found[1]);
}
