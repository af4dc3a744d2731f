import { relative } from 'node:path';
import { stringify } from 'yaml';
import type { CompiledTable } from '../../../plan/index.ts';
import type { DescribedSource } from '../../duckdb/index.ts';
import { renderDataset } from './dataset.ts';
import { renderSource } from './source-view.ts';

/** A project of Spark Declarative Pipelines, as files. */
export interface RenderedProject {
  /** Path in the folder -> text. */
  readonly files: ReadonlyMap<string, string>;
  readonly spec: string;
  /** Where the texts of users are in it. */
  readonly origins: readonly Origin[];
}

/** Says which table a file of the pipeline is for, so that errors in it can be shown in the user's file. */
export interface Origin {
  readonly table: string;
  /** Path in the folder; for Python the user's own file, absolute. */
  readonly file: string;
  readonly linesBefore: number;
}

export interface RenderOptions {
  /** The project's folder: absolute. */
  readonly root: string;
  readonly tables: readonly CompiledTable[];
  readonly sources: ReadonlyMap<string, DescribedSource>;
  /** Where it will be written: absolute. */
  readonly folder: string;
  /** Where Spark keeps how far streams have read; a path that needs no escaping. */
  readonly storage: string;
  /** Catalog's schema for the tables. */
  readonly schema: string;
}

const specFile = 'spark-pipeline.yml';

/** Renders the tables of a run. What is not among them does not exist for the pipeline, so it is not touched. */
export function renderProject({
  root,
  tables,
  sources,
  folder,
  storage,
  schema,
}: RenderOptions): RenderedProject {
  const files = new Map<string, string>();
  const libraries: string[] = [];
  const origins: Origin[] = [];
  for (const { table, sql, readsSource } of tables) {
    const { name, source, transformation } = table;
    if (transformation.language === 'python') {
      const file = `${root}/${transformation.file}`;
      libraries.push(globOf(relative(folder, file)));
      origins.push({ table: name, file, linesBefore: 0 });
      continue;
    }
    const found = sources.get(name);
    if (readsSource && source?.type === 'files' && found) {
      const file = `sources/${name}.py`;
      files.set(file, renderSource(root, table, source, found));
      libraries.push(file);
    }
    const dataset = renderDataset(table, sql ?? '', readsSource);
    const file = `datasets/${name}.sql`;
    files.set(file, dataset.text);
    libraries.push(file);
    origins.push({ table: name, file, linesBefore: dataset.linesBefore });
  }
  const spec = stringify({
    name: `headrace_${schema}`,
    storage: `file://${storage}`,
    catalog: 'spark_catalog',
    database: schema,
    libraries: libraries.map((include) => ({ glob: { include } })),
  });
  files.set(specFile, spec);
  return { files, spec: `${folder}/${specFile}`, origins };
}

/** A path as a glob of Python's, which matches it alone. */
function globOf(path: string): string {
  return path.replaceAll('\\', '/').replace(/[*?[]/g, '[$&]');
}
