import { open } from 'node:fs/promises';
import { type DuckDBConnection, literal, neutralType, pathLiteral, rows } from '../../duckdb/index.ts';
import { HeadraceError } from '../../kernel/index.ts';
import type { FileSource, Project, Table } from '../../project/index.ts';
import { statePaths } from '../../state/index.ts';
import { sourceNotFound } from './problems.ts';
import { isRemote, listRawFiles, type SourceFile } from './raw-files.ts';
import { readExpression } from './read-source.ts';
import { openSession } from './session.ts';
import { knownColumns, sourceColumns } from './source-schema.ts';

/** What another engine has to know to read a table's raw files as this one does. */
export interface DescribedSource {
  readonly files: readonly SourceFile[];
  /** Column name -> neutral type, in order: what the relation `source` has. */
  readonly columns: Readonly<Record<string, string>>;
  /** The same of the first file as it is, where readers must know: CSV with a header, Parquet. */
  readonly fileColumns: Readonly<Record<string, string>> | undefined;
  /** CSV: what separates the values of the first file. */
  readonly delimiter: string | undefined;
  /** JSON: the first file holds one array, not an object a line. */
  readonly array: boolean;
}

/** Looks at the local raw files of tables. Columns that nobody declared are inferred and written down. */
export async function describeSources(
  project: Project,
  tables: readonly { readonly table: Table; readonly source: FileSource }[],
): Promise<ReadonlyMap<string, DescribedSource>> {
  const session = openSession(project.storage, statePaths(project.root).temp, []);
  const described = new Map<string, DescribedSource>();
  try {
    for (const { table, source } of tables) {
      const paths = source.paths.filter((path) => !isRemote(path));
      const { files, missing } = await listRawFiles(project.root, { ...source, paths }, async () => []);
      const [missed] = missing;
      if (missed !== undefined) {
        throw new HeadraceError(
          sourceNotFound({ table: table.name, path: missed, root: project.root }, source.at),
        );
      }
      const describe = (connection: DuckDBConnection): Promise<DescribedSource> =>
        describeSource(connection, project.root, table.name, source, files);
      described.set(table.name, await session.use(describe));
    }
  } finally {
    session.close();
  }
  return described;
}

async function describeSource(
  connection: DuckDBConnection,
  root: string,
  table: string,
  source: FileSource,
  files: readonly SourceFile[],
): Promise<DescribedSource> {
  const paths = files.map(({ path }) => path);
  let columns = await knownColumns(root, table, source);
  if (!columns) {
    await sourceColumns(connection, root, table, source, paths);
    columns = (await knownColumns(root, table, source)) ?? {};
  }
  const plain = { files, columns, fileColumns: undefined, delimiter: undefined, array: false };
  const [first] = paths;
  if (first === undefined) return plain;
  const { format, options } = source;
  if (format === 'csv') {
    const sniffed = options.delimiter ?? (await sniffDelimiter(connection, first));
    if (options.header === false) return { ...plain, delimiter: sniffed };
    return { ...plain, delimiter: sniffed, fileColumns: await fileColumns(connection, source, first) };
  }
  if (format === 'parquet') return { ...plain, fileColumns: await fileColumns(connection, source, first) };
  return format === 'json' ? { ...plain, array: (await firstCharacter(first)) === '[' } : plain;
}

async function fileColumns(
  connection: DuckDBConnection,
  source: FileSource,
  file: string,
): Promise<Readonly<Record<string, string>>> {
  const found = await rows(connection, `DESCRIBE SELECT * FROM ${readExpression(source, [file], undefined)}`);
  return Object.fromEntries(
    found.map((row) => [String(row.column_name), neutralType(String(row.column_type))]),
  );
}

async function sniffDelimiter(connection: DuckDBConnection, file: string): Promise<string | undefined> {
  const [row] = await rows(
    connection,
    `SELECT nullif("Delimiter", ${literal('(empty)')}) AS found FROM sniff_csv(${pathLiteral(file)})`,
  );
  return typeof row?.found === 'string' ? row.found : undefined;
}

async function firstCharacter(path: string): Promise<string | undefined> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(4096) });
    return buffer
      .toString('utf8', 0, bytesRead)
      .replace(/^\uFEFF/, '')
      .trimStart()[0];
  } finally {
    await file.close();
  }
}
