import { isRecord, parseExact } from '../kernel/index.ts';
import { scrubbed } from './scrub.ts';
import type { Answer } from './send.ts';

/** What an answer says. */
export type ReadAnswer =
  | { readonly kind: 'value'; readonly value: unknown }
  /** `code` is the platform's, e.g. RESOURCE_DOES_NOT_EXIST; none where it gives none. */
  | { readonly kind: 'error'; readonly code: string; readonly detail: string }
  /** HTML, or the way to it. */
  | { readonly kind: 'page' };

/** @param secrets what must not stand in a detail. */
export function readAnswer({ status, headers, body }: Answer, secrets: readonly string[]): ReadAnswer {
  const text = new TextDecoder().decode(body);
  const type = headers.get('content-type') ?? '';
  if ((status >= 300 && status < 400) || /html/i.test(type) || /^\s*<(!doctype|html)/i.test(text)) {
    return { kind: 'page' };
  }
  const value = parsed(text);
  if (status < 300 && value !== undefined) return { kind: 'value', value };
  return { kind: 'error', ...describeError(value, text, status, secrets) };
}

/** Undefined for what is no JSON. */
function parsed(text: string): unknown {
  if (text.trim() === '') return {};
  try {
    return parseExact(text);
  } catch {
    return undefined;
  }
}

/** The platform has three forms: its own, SCIM's, and OAuth's. */
function describeError(
  value: unknown,
  text: string,
  status: number,
  secrets: readonly string[],
): { readonly code: string; readonly detail: string } {
  const { error_code, message, detail, error, error_description } = isRecord(value) ? value : {};
  const code = [error_code, error].find((candidate) => typeof candidate === 'string') ?? '';
  const said = [message, detail, error_description].find((candidate) => typeof candidate === 'string');
  const words = said ?? (isRecord(value) ? undefined : text);
  return { code, detail: scrubbed(words?.trim() || code || `it says no more than ${status}`, secrets) };
}
