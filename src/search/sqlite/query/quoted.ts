/** Text as an FTS5 phrase: between quotes nothing can act as FTS5 syntax. */
export function quoted(text: string): string {
  return `"${text.replaceAll('"', ' ')}"`;
}
