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

const reference = 'bare-file';
const compared = ['bare-parquet', 'bare-parquet-512mb', 'headrace', 'headrace-512mb', 'dbt', 'sqlmesh'];

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
  const find = (name: string): CaseResult | undefined =>
    cases.find((result) => result.case.id === `${group}/${name}`);
  const expected = find(reference);
  if (!expected || expected.failure) return [];
  const wanted = await signatures(originOf(reference, join(folder, group, reference)), tables);

  const checks: Check[] = [];
  for (const name of compared) {
    const result = find(name);
    if (!result) continue;
    const what = `${tables.length} tables: ${result.case.label} makes the same rows as ${expected.case.label}`;
    const complaint = result.failure
      ? 'It failed.'
      : await compare(wanted, originOf(name, join(folder, group, name)), tables);
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
