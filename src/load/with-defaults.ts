/** Given values before default ones; one that is given as undefined counts as not given. */
export function withDefaults<T extends object>(defaults: T, given: Partial<T> | undefined): T {
  const all = { ...defaults };
  for (const name in given) {
    const value = given[name];
    if (value !== undefined) all[name] = value;
  }
  return all;
}
