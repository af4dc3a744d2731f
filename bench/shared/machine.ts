import { availableParallelism, cpus, loadavg, release, type as systemType, totalmem } from 'node:os';
import { version as duckdbVersion } from '@duckdb/node-api';
import { pythonVersion } from './python-environment.ts';

/** What the figures were measured on and with. */
export interface Machine {
  readonly system: string;
  readonly processor: string;
  readonly cores: number;
  readonly memoryBytes: number;
  /** Load of the last minute before the run: figures from a busy machine say little. */
  readonly loadBefore: number;
  readonly node: string;
  readonly duckdb: string;
  readonly python: string | undefined;
}

export async function describeMachine(): Promise<Machine> {
  return {
    system: `${systemType()} ${release()}`,
    processor: cpus()[0]?.model.trim() || 'unknown processor',
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    loadBefore: loadavg()[0] ?? 0,
    node: process.version,
    duckdb: duckdbVersion(),
    python: await pythonVersion(),
  };
}
