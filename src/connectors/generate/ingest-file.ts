import type { GeneratedFile } from '../../deploy/index.ts';
import type { IngestPipeline, IngestTable } from './pipelines.ts';

/**
 * How a file registers its source. `today`: the package `databricks.labs.community_connector`, which connectors are in
 * since February 2026. `older`: the folders `libs` and `pipeline` before that.
 */
export type IngestForm = 'today' | 'older';

export interface IngestFileOptions {
  /** The connector's name, by which it is registered. */
  readonly source: string;
  readonly form: IngestForm;
  /** Whether tables in the usual place leave it to the pipeline, because targets have different ones. */
  readonly placeOfPipeline: boolean;
}

/** A value of a pipeline's specification. All that there is in one are texts, lists and mappings. */
export type SpecValue = string | readonly SpecValue[] | { readonly [key: string]: SpecValue };

/** The file that a pipeline runs, from the folder of the bundle. */
export function ingestFile(pipeline: IngestPipeline, options: IngestFileOptions): GeneratedFile {
  const { imports, register } = forms[options.form];
  const text = `${imports}
source_name = ${pythonText(options.source)}

pipeline_spec = ${python(pipelineSpec(pipeline, options))}

${register}
ingest(spark, pipeline_spec)
`;
  return { path: pipeline.names.file, text, comment: '#' };
}

/** What the pipeline is told: the interface of connectors, and nothing besides, as it refuses keys it does not know. */
export function pipelineSpec(
  { connection, tables }: IngestPipeline,
  options: Pick<IngestFileOptions, 'placeOfPipeline'>,
): SpecValue {
  return {
    connection_name: connection,
    objects: tables.map((table) => ({ table: tableSpec(table, options) })),
  };
}

function tableSpec(
  { sourceTable, destination, controls, options }: IngestTable,
  { placeOfPipeline }: Pick<IngestFileOptions, 'placeOfPipeline'>,
): SpecValue {
  const { catalog, schema, table, usual } = destination;
  const left = placeOfPipeline && usual;
  const configuration: Record<string, SpecValue> = { ...controls, ...options };
  return {
    source_table: sourceTable,
    ...(!left && catalog !== undefined && { destination_catalog: catalog }),
    ...(!left && schema !== undefined && { destination_schema: schema }),
    ...destinationTable(sourceTable, table, left || catalog === undefined),
    ...(Object.keys(configuration).length > 0 && { table_configuration: configuration }),
  };
}

/** With catalog and schema, names are quoted by who reads the specification; alone they are taken as SQL. */
function destinationTable(source: string, table: string, alone: boolean): Record<string, SpecValue> {
  if (alone && !/^[A-Za-z_]\w*$/.test(table)) return { destination_table: `\`${table}\`` };
  return table === source ? {} : { destination_table: table };
}

const forms: Readonly<Record<IngestForm, { readonly imports: string; readonly register: string }>> = {
  today: {
    imports: `from databricks.labs.community_connector import register
from databricks.labs.community_connector.pipeline import ingest

# Credentials are those of the Unity Catalog connection: the platform hands them to the connector.
spark.conf.set("spark.databricks.unityCatalog.connectionDfOptionInjection.enabled", "true")
`,
    register: 'register(spark, source_name)',
  },
  older: {
    imports: `from libs.source_loader import get_register_function
from pipeline.ingestion_pipeline import ingest

# Credentials are those of the Unity Catalog connection: the platform hands them to the connector.
`,
    register: 'get_register_function(source_name)(spark)',
  },
};

/** The value in Python, laid out as its formatters do. */
function python(value: SpecValue, indent = ''): string {
  if (typeof value === 'string') return pythonText(value);
  const deeper = `${indent}    `;
  if (isList(value)) {
    if (value.length === 0) return '[]';
    if (value.every((item) => typeof item === 'string')) return `[${value.map(pythonText).join(', ')}]`;
    return `[\n${value.map((item) => `${deeper}${python(item, deeper)},\n`).join('')}${indent}]`;
  }
  const entries = Object.entries(value);
  if (entries.length === 0) return '{}';
  const lines = entries.map(([key, item]) => `${deeper}${pythonText(key)}: ${python(item, deeper)},\n`);
  return `{\n${lines.join('')}${indent}}`;
}

function isList(value: SpecValue): value is readonly SpecValue[] {
  return Array.isArray(value);
}

/** A text as a Python literal: its escapes are those of JSON, and all that JSON leaves as it is may stand there. */
function pythonText(text: string): string {
  return JSON.stringify(text);
}
