const duckdb = 'duckdb==1.5.5';

/** A tool that others use for the same job, in a Python environment of its own. */
export interface Peer {
  readonly name: 'dbt' | 'sqlmesh';
  readonly packages: readonly string[];
}

export const peers = {
  dbt: { name: 'dbt', packages: ['dbt-core==1.11.16', 'dbt-duckdb==1.11.1', duckdb] },
  sqlmesh: { name: 'sqlmesh', packages: ['sqlmesh==0.236.4', duckdb] },
} as const satisfies Record<string, Peer>;
