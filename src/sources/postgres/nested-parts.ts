/** What a nested object holds, whichever way it is written. */
export function nestedParts(
  content: readonly string[] | Readonly<Record<string, string>>,
  rename: Readonly<Record<string, string>>,
): { readonly name: string; readonly column: string }[] {
  if (isList(content)) return content.map((column) => ({ name: rename[column] ?? column, column }));
  return Object.entries(content).map(([name, column]) => ({ name, column }));
}

function isList(content: readonly string[] | Readonly<Record<string, string>>): content is readonly string[] {
  return Array.isArray(content);
}
