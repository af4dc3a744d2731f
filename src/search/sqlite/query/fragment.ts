import type { Parameter } from '../connection.ts';

/** A piece of SQL and what is bound to it. */
export interface Fragment {
  readonly sql: string;
  readonly parameters: readonly Parameter[];
}

export function joined(fragments: readonly Fragment[], separator: string): Fragment {
  return {
    sql: fragments.map(({ sql }) => sql).join(separator),
    parameters: fragments.flatMap(({ parameters }) => parameters),
  };
}
