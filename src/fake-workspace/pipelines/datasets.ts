import { ingestedTables } from './ingestion-schema.ts';
import type { PipelineSpec } from './pipeline-schema.ts';

/** Tells which tables a pipeline's sources define. */
export interface Datasets {
  /** Names in the order of the files, and of the text in each. */
  definedBy(spec: PipelineSpec): readonly string[];
}

/** Text of a source file in the workspace, by its path. */
export type Sources = () => Iterable<readonly [path: string, text: () => string]>;

/** Looks for definitions in the files that a pipeline's libraries name. Nothing is parsed, let alone run. */
export function createDatasets(sources: Sources): Datasets {
  return {
    definedBy({ libraries = [], ingestion_definition: ingestion }) {
      const included = libraries.flatMap(({ file, glob, notebook }) =>
        [file?.path, glob?.include, notebook?.path].filter((path) => path !== undefined),
      );
      const names = [...(ingestion ? ingestedTables(ingestion) : [])];
      for (const [path, text] of [...sources()].sort(([a], [b]) => (a < b ? -1 : 1))) {
        if (included.some((pattern) => matches(path, pattern))) names.push(...definedIn(text()));
      }
      return [...new Set(names)];
    },
  };
}

/** `folder/**`, or the path of one file, with or without its ending. */
function matches(path: string, pattern: string): boolean {
  const plain = pattern.replace(/^\/Workspace\//, '/');
  const folder = /^(.*\/)\*\*(?:\/\*)?$/.exec(plain)?.[1];
  return folder === undefined
    ? path === plain || path.replace(/\.\w+$/, '') === plain
    : path.startsWith(folder);
}

const sqlDefinition =
  /^\s*CREATE\s+(?:OR\s+REFRESH\s+)?(?:STREAMING\s+TABLE|MATERIALIZED\s+VIEW)\s+(?:IF\s+NOT\s+EXISTS\s+)?((?:`[^`]+`|[\w.])+)/gim;
const pythonDefinition = /^@(?:dp|dlt)\.(?:table|materialized_view)\b(?:\(([^@]*?)\))?\s*\n\s*def\s+(\w+)/gm;

function definedIn(text: string): readonly string[] {
  const sql = [...text.matchAll(sqlDefinition)].map(([, name = '']) => name.replaceAll('`', ''));
  const python = [...text.matchAll(pythonDefinition)].map(
    ([, options = '', name = '']) => /\bname\s*=\s*["']([^"']+)["']/.exec(options)?.[1] ?? name,
  );
  return [...sql, ...python, ...(/\bpipeline_spec\b/.test(text) ? ingestedBy(text) : [])];
}

/** Tables in the `pipeline_spec` of a community connector's file, as far as they are written as plain texts. */
function ingestedBy(text: string): readonly string[] {
  return text
    .split(/["']table["']\s*:/)
    .slice(1)
    .flatMap((table) => {
      const value = (key: string): string | undefined =>
        new RegExp(`["']${key}["']\\s*:\\s*["']([^"']+)["']`).exec(table)?.[1];
      const name = value('destination_table') ?? value('source_table');
      const place = [value('destination_catalog'), value('destination_schema')];
      if (name === undefined) return [];
      return place.includes(undefined) ? [name] : [[...place, name].join('.')];
    });
}

/** A name without its catalog and schema, in small letters. */
export function bareName(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1).toLowerCase();
}

/** A bare name in the pipeline's catalog and schema, as events show it. */
export function qualified(name: string, { catalog, schema, target }: PipelineSpec): string {
  const inside = schema ?? target;
  return name.includes('.') || catalog === undefined || inside === undefined
    ? name
    : `${catalog}.${inside}.${name}`;
}
