import { invalid } from '../api-error.ts';
import { eventFilter, type Filterable } from './event-filter.ts';

/** Which page of events is wanted. */
export interface EventPageRequest {
  readonly size: number;
  /** Carries order and filter on, since a request with a token has neither. */
  readonly token: string | undefined;
  readonly ascending: boolean;
  readonly filter: string | undefined;
}

interface Cursor {
  readonly ascending: boolean;
  readonly filter: string | undefined;
  /** The last event of the page before. */
  readonly after: string;
}

/**
 * A page of events. A token names an event, not a number of events: those that happen meanwhile move no page.
 *
 * @param events oldest first.
 */
export function eventPage<Event extends Filterable>(
  events: readonly Event[],
  { size, token, ...asked }: EventPageRequest,
): { readonly events: readonly Event[]; readonly next_page_token?: string } {
  const cursor = token === undefined ? undefined : cursorIn(token);
  const { ascending, filter } = cursor ?? asked;
  const ordered = ascending ? events : events.toReversed();
  const from = cursor ? ordered.findIndex(({ id }) => id === cursor.after) + 1 : 0;
  const wanted = ordered.slice(from).filter(eventFilter(filter));
  const page = wanted.slice(0, size);
  const last = page.at(-1);
  if (!last || wanted.length <= size) return { events: page };
  const next: Cursor = { ascending, filter, after: last.id };
  return { events: page, next_page_token: Buffer.from(JSON.stringify(next)).toString('base64url') };
}

function cursorIn(token: string): Cursor {
  try {
    const parsed: Partial<Cursor> = JSON.parse(Buffer.from(token, 'base64url').toString('utf8'));
    const { ascending = false, filter, after } = parsed;
    if (typeof after === 'string') return { ascending, filter, after };
  } catch {
    // Falls through: no token of ours.
  }
  throw invalid('Invalid page token.');
}
