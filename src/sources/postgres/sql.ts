/** An SQL identifier, quoted. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** An SQL string literal; sessions are set to take backslashes as they are. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
