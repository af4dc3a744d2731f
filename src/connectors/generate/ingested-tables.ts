import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Problem } from '../../kernel/index.ts';
import type { BundleFile } from './bundle-file.ts';
import { brokenPython, missingFile, noSpec, refusedSpec } from './problems.ts';
import type { ReadSpec } from './read-specs.ts';
import { checkSpec } from './spec-rules.ts';

/** A table as the bundle ingests it. */
export interface Ingested {
  readonly table: string;
  readonly pipeline: string;
  readonly connection: string;
  readonly destination: string;
}

/** An ingest file as a pipeline names it. */
interface IngestSource {
  readonly pipeline: string;
  /** From the bundle's folder. */
  readonly path: string;
  readonly text: string;
}

/** The ingest files of a bundle: those beside it, and those that only the workspace has. */
export interface Libraries {
  readonly here: readonly IngestSource[];
  readonly elsewhere: readonly string[];
}

/** Reads the ingest files that pipelines name; those that are missing are problems. */
export async function libraries(bundle: BundleFile, folder: string, problems: Problem[]): Promise<Libraries> {
  const here: IngestSource[] = [];
  const elsewhere: string[] = [];
  for (const [pipeline, { libraries = [] }] of Object.entries(bundle.resources.pipelines)) {
    for (const { file } of libraries) {
      if (file === undefined) continue;
      if (file.path.startsWith('/')) {
        elsewhere.push(file.path);
        continue;
      }
      const text = await readFile(join(folder, file.path), 'utf8').catch(() => undefined);
      if (text === undefined) problems.push(missingFile({ pipeline, file: join(folder, file.path) }));
      else here.push({ pipeline, path: file.path, text });
    }
  }
  return { here, elsewhere };
}

/** What managed pipelines ingest. */
export function managedTables({ resources: { pipelines } }: BundleFile): Ingested[] {
  return Object.entries(pipelines).flatMap(([pipeline, { ingestion_definition: definition }]) =>
    (definition?.objects ?? []).map(({ table }) => ({
      table: table.source_table,
      pipeline,
      connection: definition?.connection_name ?? '',
      destination: placed(
        table.destination_catalog,
        table.destination_schema,
        table.destination_table ?? table.source_table,
      ),
    })),
  );
}

/** What an ingest file, read back, has its pipeline ingest. */
export function fileTables(
  pipeline: string,
  read: ReadSpec,
  bundle: BundleFile,
  file: string,
  problems: Problem[],
): Ingested[] {
  if (!('spec' in read)) {
    const at = { place: { file, line: read.line, col: read.col } };
    problems.push(
      'broken' in read ? brokenPython({ reason: read.broken }, at) : noSpec({ reason: read.unread }, at),
    );
    return [];
  }
  const checked = checkSpec(read.spec);
  if ('reason' in checked) {
    problems.push(refusedSpec({ reason: checked.reason }, { place: { file, line: 1, col: 1 } }));
    return [];
  }
  const { connection_name: connection, objects } = checked.spec;
  const { catalog = '', schema = '' } = bundle.resources.pipelines[pipeline] ?? {};
  return objects.map(({ table }) => {
    // As pipelines do: one without the other counts for nothing.
    const own = table.destination_catalog !== undefined && table.destination_schema !== undefined;
    const name = table.destination_table ?? table.source_table;
    return {
      table: table.source_table,
      pipeline,
      connection,
      destination: own
        ? placed(table.destination_catalog ?? '', table.destination_schema ?? '', name)
        : placed(catalog, schema, name.replace(/^`(.*)`$/, '$1')),
    };
  });
}

function placed(catalog: string, schema: string, table: string): string {
  return `${catalog}.${schema}.${table}`;
}
