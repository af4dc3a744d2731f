import { query, type StatementColumn, type Workspace } from '../../databricks/index.ts';
import { HeadraceError, usageError } from '../../kernel/index.ts';
import type { MapConfig } from '../../project/index.ts';
import { quotedSparkIdentifier } from '../../sql/index.ts';
import { documentLayout, type LayoutField, noMapping } from '../duckdb/layout.ts';
import { columnUnknown, mappingRefused, versionUnfit } from '../duckdb/problems.ts';
import type { SourceField } from '../fields.ts';
import type { RecordShape } from './record-statement.ts';
import { spark } from './spark-sql.ts';
import { canBeVersion, type SparkColumn, sparkField } from './spark-type.ts';
import type { WorkspaceTable } from './workspace-table.ts';

interface ShapeOptions {
  readonly workspace: Workspace;
  readonly warehouse: string;
  readonly key: string;
  readonly version: string | undefined;
  readonly map: MapConfig | undefined;
  readonly signal: AbortSignal;
}

/** What to read of a table's rows, and the top-level fields of its documents. */
export async function shapeOf(
  { name: source, relation }: WorkspaceTable,
  { workspace, warehouse, key: wantedKey, version: wantedVersion, map, signal }: ShapeOptions,
): Promise<RecordShape & { readonly fields: readonly SourceField[] }> {
  const describe = async (list: string): Promise<readonly SparkColumn[]> => {
    const statement = `SELECT ${list} FROM ${relation} LIMIT 0`;
    const { manifest } = await query(workspace, { statement, warehouse_id: warehouse }, { signal });
    return (manifest?.schema?.columns ?? []).map(sparkColumn);
  };
  const columns = await describe('*');
  const column = (wanted: string, purpose: string): SparkColumn => {
    const found = columns.find(({ name }) => name.toLowerCase() === wanted.toLowerCase());
    if (found) return found;
    throw usageError(
      columnUnknown({ source, column: wanted, purpose, columns: columns.map(({ name }) => name) }),
    );
  };
  const key = column(wantedKey, 'the key').name;
  const version = wantedVersion === undefined ? undefined : column(wantedVersion, 'the version');
  if (version && !canBeVersion(version.type)) {
    throw usageError(versionUnfit({ column: version.name, type: version.type }));
  }
  const layout = documentLayout(source, columns, map ?? noMapping, spark);
  const types = await layoutTypes(layout, columns, (list) =>
    describe(list).catch((error: unknown) => {
      if (!(error instanceof HeadraceError)) throw error;
      throw usageError(mappingRefused({ source, reason: error.problems[0]?.message ?? error.message }));
    }),
  );
  return { key, version, layout, fields: topFields(layout, types) };
}

function sparkColumn({ name, type_text, type_name }: StatementColumn): SparkColumn {
  return { name, type: (type_text ?? type_name ?? '').toUpperCase() };
}

/** The workspace is asked only for the types of what is no plain column. */
async function layoutTypes(
  layout: readonly LayoutField[],
  columns: readonly SparkColumn[],
  describe: (list: string) => Promise<readonly SparkColumn[]>,
): Promise<readonly string[]> {
  const known = new Map(columns.map(({ name, type }) => [quotedSparkIdentifier(name), type]));
  const made = layout.filter(({ expression }) => !known.has(expression));
  const list = made.map(({ expression }, index) => `${expression} AS c${index}`).join(', ');
  const described = made.length === 0 ? [] : await describe(list);
  const types = new Map(made.map(({ expression }, index) => [expression, described[index]?.type]));
  return layout.map(({ expression }) => known.get(expression) ?? types.get(expression) ?? 'STRING');
}

/** Objects that the mapping makes are fields of their own. */
function topFields(layout: readonly LayoutField[], types: readonly string[]): readonly SourceField[] {
  const fields = new Map<string, SourceField>();
  for (const [index, { object, name }] of layout.entries()) {
    if (object !== undefined) fields.set(object, { name: object, type: 'object', list: false });
    else fields.set(name, sparkField({ name, type: types[index] ?? 'STRING' }));
  }
  return [...fields.values()];
}
