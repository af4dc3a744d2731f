const skipped = String.raw`'(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.|"")*"|\`[^\`]*\`|--[^\n]*|\/\*[\s\S]*?\*\/`;

/** A SELECT without its closing semicolon and what follows. */
export function withoutSemicolon(sql: string): string {
  for (const { 0: found, index } of sql.matchAll(new RegExp(`${skipped}|;`, 'g'))) {
    if (found === ';') return sql.slice(0, index).trimEnd();
  }
  return sql.trimEnd();
}

/** A SELECT as a statement. A comment at its end would swallow a semicolon in the same line. */
export function asStatement(select: string): string {
  const last = [...select.matchAll(new RegExp(skipped, 'g'))].at(-1);
  const inComment = last?.[0].startsWith('--') && last.index + last[0].length === select.length;
  return inComment ? `${select}\n;` : `${select};`;
}

/**
 * The SELECT with a relation `source` in front of it. What the SELECT reads as STREAM(source) is read as
 * `source`: the relation itself is a stream then.
 */
export function withSource(sql: string, relation: string): string {
  const plain = sql.replace(
    new RegExp(`${skipped}|\\bSTREAM\\s*(?:\\(\\s*source\\s*\\)|source\\b)`, 'gi'),
    (found) => (/^stream/i.test(found) ? 'source' : found),
  );
  const head = `WITH source AS (\n${indented(relation)}\n)\n`;
  const first = plain.replace(/^(?:\s|--[^\n]*\n|\/\*[\s\S]*?\*\/)*/, '');
  return /^with\b/i.test(first) ? `${head}SELECT * FROM (\n${plain}\n)` : `${head}${plain}`;
}

function indented(text: string): string {
  return text.replace(/^/gm, '  ');
}
