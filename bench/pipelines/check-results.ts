import { join } from 'node:path';
import {
  differences,
  duckdbFile,
  headraceWarehouse,
  type Origin,
  parquetFiles,
  type Signatures,
  signatures,
} from './equality.ts';
import type { CaseResult, Check } from './results.ts';
import { type BenchTable, trivialTables, workloadTables } from './workload.ts';

/** Every run of a group made the same tables: same columns, same rows as the bare SQL. */
export async function checkResults(folder: string, cases: readonly CaseResult[]): Promise<Check[]> {
  return [
    ...(await checkGroup('workload', workloadTables, folder, cases)),
    ...(await checkGroup('trivial', trivialTables, folder, cases)),
  ];
}

async function checkGroup(
  group: 'workload' | 'trivial',
  tables: readonly BenchTable[],
  folder: string,
  cases: readonly CaseResult[],
): Promise<Check[]> {
  const ran = (name: string): boolean =>
    cases.some(
      (result) => result.case.id === `${group}/${name}` && !result.failure && result.samples.length > 0,
    );
  const reference = 'bare-file';
  if (!ran(reference)) return [];
  const expected = await signatures(originOf(reference, join(folder, group, reference)), tables);

  const checks: Check[] = [];
  for (const name of ['bare-parquet', 'bare-parquet-512mb', 'headrace', 'headrace-512mb', 'dbt', 'sqlmesh']) {
    if (!ran(name)) continue;
    const what = `${group}: ${name} made the same ${tables.length} tables as ${reference}`;
    const complaint = await compare(expected, originOf(name, join(folder, group, name)), tables);
    checks.push({ what, ...(complaint && { complaint }) });
  }
  return checks;
}

function originOf(name: string, path: string): Origin {
  if (name.startsWith('headrace')) return headraceWarehouse(path);
  if (name.startsWith('bare-parquet')) return parquetFiles((table) => join(path, `${table}.parquet`));
  return duckdbFile(join(path, 'bench.duckdb'));
}

async function compare(
  expected: Signatures,
  origin: Origin,
  tables: readonly BenchTable[],
): Promise<string | undefined> {
  try {
    const different = differences(expected, await signatures(origin, tables));
    return different.length > 0 ? `Different: ${different.join(', ')}.` : undefined;
  } catch (error) {
    return `It cannot be read: ${error instanceof Error ? error.message : String(error)}`;
  }
}
