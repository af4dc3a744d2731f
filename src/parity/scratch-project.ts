import { existsSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import { openDatabase } from '../duckdb/index.ts';
import { buildGraph, type Compiled, type CompiledTable } from '../plan/index.ts';
import { type FileSource, readSchemaFile, type Source } from '../project/index.ts';
import { sampleSource } from './sample/sample-source.ts';

/**
 * The same tables in a folder of their own: nothing that is done to them touches the project. Sources are
 * read where they are, or from samples below the folder.
 *
 * @param names tables to take; their inputs are among them.
 */
export async function scratchProject(
  compiled: Compiled,
  names: ReadonlySet<string>,
  folder: string,
  sample: number | undefined,
): Promise<Compiled> {
  const { project } = compiled;
  const chosen = [...compiled.tables].filter(([name]) => names.has(name));
  const database = sample === undefined ? undefined : await openDatabase(project.storage);
  try {
    const connection = await database?.connect();
    const moved = chosen.map(async ([name, found]): Promise<[string, CompiledTable]> => {
      const { source } = found.table;
      if (source?.type !== 'files') return [name, found];
      const columns = source.columns ?? (await readSchemaFile(project.root, name));
      const paths =
        sample === undefined || connection === undefined
          ? source.paths.map((path) => absolute(project.root, path))
          : await sampleSource({
              root: project.root,
              source,
              records: sample,
              folder: join(folder, 'samples', name),
              connection,
            });
      return [name, withSource(found, { ...source, paths, ...(columns && { columns }) })];
    });
    const tables = new Map(await Promise.all(moved));
    return {
      ...compiled,
      project: {
        ...project,
        root: folder,
        tables: new Map([...tables].map(([name, { table }]) => [name, table])),
      },
      tables,
      graph: buildGraph(new Map([...tables].map(([name, { inputs }]) => [name, inputs]))),
      problems: [],
      wrongInputs: new Map(),
    };
  } finally {
    database?.close();
  }
}

function withSource(compiled: CompiledTable, source: Source & FileSource): CompiledTable {
  return { ...compiled, table: { ...compiled.table, source } };
}

/** A path as it can be read from anywhere. The project's own folder may hold characters that mean something in a glob. */
function absolute(root: string, path: string): string {
  const place = join(root, path);
  if (isAbsolute(path) || existsSync(place)) return resolve(root, path);
  return join(root.replace(/[*?[({]/g, '[$&]'), path);
}
