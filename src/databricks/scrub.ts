import { withoutTokens } from '../kernel/index.ts';

/** A text of somebody else's, without anything secret that may stand in it; at most some hundred characters. */
export function scrubbed(text: string, secrets: readonly string[] = []): string {
  // The longest first: one may be a part of another.
  const known = secrets.filter((secret) => secret.length > 3).sort((a, b) => b.length - a.length);
  const plain = withoutTokens(known.reduce((left, secret) => left.replaceAll(secret, '***'), text));
  const line = plain.replace(/\s+/g, ' ').trim().replace(/\.$/, '');
  return line.length > 600 ? `${line.slice(0, 600)}…` : line;
}
