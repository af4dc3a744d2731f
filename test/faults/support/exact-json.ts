import { isRecord } from '../../../src/kernel/index.ts';

/** Texts, which stay as they are, and numbers. */
const tokens = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** Parses JSON with every number as the text that it was written as: `JSON.parse` would round the large ones. */
export function exactJson(text: string): unknown {
  return JSON.parse(text.replace(tokens, (token) => (token.startsWith('"') ? token : `"#${token}"`)));
}

export function exactRecord(text: string): Record<string, unknown> {
  const value = exactJson(text);
  if (!isRecord(value)) throw new Error(`no JSON object: ${text.slice(0, 200)}`);
  return value;
}

/** A number out of {@link exactJson}. */
export function numberOf(value: unknown): number {
  return Number(String(value).replace(/^#/, ''));
}
