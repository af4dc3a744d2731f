const longest = 60;

/** A value (its JSON text) in one short line; control characters made visible, for they could move the cursor. */
export function shown(json: unknown, length = longest): string {
  const text = typeof json === 'string' ? json : 'NULL';
  const line = (text === 'null' ? 'NULL' : text).replace(/\p{Cc}/gu, '�');
  return line.length > length ? `${line.slice(0, length - 1)}…` : line;
}
