import { onTestFinished } from 'vitest';
import { createWorkspace, type Workspace } from '../../../databricks/index.ts';
import {
  type FakeWorkspace,
  type FakeWorkspaceOptions,
  type GivenStatement,
  type StatementAnswer,
  startFakeWorkspace,
} from '../../../fake-workspace/index.ts';
import { noMapping } from '../../duckdb/layout.ts';
import {
  type DatabricksSource,
  type DatabricksSourceOptions,
  openDatabricksSource,
} from '../databricks-source.ts';
import { arrowStream } from './arrow-writer.ts';

export type Row = readonly [key: string | null, version: string | null, document: string | null];

/** The rows of main.shop.orders: `o00001`, `o00002`, … */
export function orders(count: number): Row[] {
  return Array.from({ length: count }, (_, index) => {
    const id = `o${String(index + 1).padStart(5, '0')}`;
    return [id, null, `{"id":"${id}","total":${index}}`];
  });
}

export interface Lake {
  readonly fake: FakeWorkspace;
  readonly workspace: Workspace;
  /** Texts of the statements so far. */
  readonly statements: string[];
}

export interface LakeOptions extends FakeWorkspaceOptions {
  readonly rows: readonly Row[];
  /** In a part of the result. */
  readonly rowsPerChunk?: number;
  /** Columns of main.shop.orders. */
  readonly columns?: readonly (readonly [name: string, type: string])[];
  /** MANAGED unless said. */
  readonly tableType?: string;
  /** Goes before the usual answers. */
  readonly first?: (given: GivenStatement) => StatementAnswer | undefined;
}

/** A fake workspace with the table main.shop.orders, at version 7. */
export async function startLake(options: LakeOptions): Promise<Lake> {
  const { rows, rowsPerChunk = 100, tableType = 'MANAGED', first, ...fakeOptions } = options;
  const { columns = [['id', 'STRING'] as const, ['total', 'BIGINT'] as const] } = options;
  const described = columns.map(([name, type]) => ({ name, type }));
  const statements: string[] = [];
  const chunks = Array.from({ length: Math.ceil(rows.length / rowsPerChunk) }, (_, index) => {
    const part = rows.slice(index * rowsPerChunk, (index + 1) * rowsPerChunk);
    return { arrow: arrowStream([part]), rowCount: part.length };
  });
  const fake = await startFakeWorkspace({
    runMs: 0,
    tables: [
      {
        full_name: 'main.shop.orders',
        table_type: tableType,
        columns: columns.map(([name, type_text]) => ({ name, type_text })),
      },
    ],
    answer: (given) => {
      const { statement } = given;
      statements.push(statement);
      const own = first?.(given);
      if (own) return own;
      if (/^DESCRIBE HISTORY/.test(statement)) {
        const history = [
          { name: 'version', type: 'BIGINT' },
          { name: 'operation', type: 'STRING' },
        ];
        return { columns: history, chunks: [{ rows: [['7', 'WRITE']] }] };
      }
      if (/^SELECT \* FROM .* LIMIT 0$/.test(statement)) return { columns: described };
      if (/ LIMIT 0$/.test(statement)) return { columns: [{ name: 'c0', type: 'ARRAY<FLOAT>' }] };
      return { columns: ['k', 'v', 'd'].map((name) => ({ name, type: 'STRING' })), chunks };
    },
    ...fakeOptions,
  });
  onTestFinished(() => fake.close());
  const workspace = createWorkspace({
    host: fake.host,
    credentials: { kind: 'token', token: 'fake-token', from: 'DATABRICKS_TOKEN' },
  });
  return { fake, workspace, statements };
}

export function open(
  { workspace }: Pick<Lake, 'workspace'>,
  options: Partial<DatabricksSourceOptions> = {},
): Promise<DatabricksSource> {
  return openDatabricksSource({
    ...{ workspace, warehouseId: undefined, sourceTable: 'main.shop.orders', map: noMapping },
    signal: new AbortController().signal,
    ...options,
  });
}
