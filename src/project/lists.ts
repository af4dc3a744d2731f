/** Names from a list, or from a text that separates them by commas; each once. */
export function namesOf(value: string | readonly string[] | undefined): readonly string[] {
  const items = typeof value === 'string' ? value.split(',') : (value ?? []);
  return [...new Set(items.map((item) => item.trim()).filter((item) => item !== ''))];
}

/** The same mapping with every value as text. */
export function textValues(
  values: Readonly<Record<string, string | number | boolean>> | undefined,
): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(values ?? {}).map(([key, value]) => [key, String(value)]));
}
