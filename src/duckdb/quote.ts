/** An SQL identifier, quoted. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** An SQL string literal. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/**
 * A path as a literal that DuckDB takes as it is: its readers take every path for a glob. URLs, where
 * `?` means something else, are left alone.
 */
export function pathLiteral(path: string): string {
  return literal(path.includes('://') ? path : path.replace(/[*?[]/g, (special) => `[${special}]`));
}
