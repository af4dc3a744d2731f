import type { TextQuery } from './plan.ts';

/** Whether having all of a query's parts and having any of them are not the same. */
export function hasChoice({ clauses, fuzziness }: TextQuery): boolean {
  // With fuzziness, words that stand together are looked for apart.
  const apart = fuzziness !== 0 && clauses.some(({ words, quoted }) => !quoted && words.length > 1);
  return clauses.length > 1 || apart;
}
