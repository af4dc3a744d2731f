import * as z from 'zod';
import {
  bundleSchema,
  grantsSchema,
  permissionsSchema,
  presetsSchema,
  runAsSchema,
  targetBundleSchema,
} from './bundle-schema.ts';
import { ciSchema } from './ci-schema.ts';
import { connectionSchema } from './connection-schema.ts';
import { expectation } from './expectation.ts';
import { loadSchema } from './load-schema.ts';
import { notifySchema } from './notify-schema.ts';
import { searchSchema } from './search-schema.ts';
import { oneOrMore, oneOrMoreNames, sourceSchema, wholeNumber } from './source-schema.ts';
import { maxTableNameLength, tableNamePattern } from './table-name.ts';
import { engines, kinds, layers } from './types.ts';

// The one definition of config.yml: what is checked, what the editor completes, what the reference
// lists. It only describes; defaults and meanings are given where a Project is built from it.

const scalar = z
  .union([z.string(), z.number(), z.boolean()])
  .register(expectation, { words: 'text, a number, true or false' });
const vars = z.record(z.string(), scalar);

export const tableSchema = z.strictObject({
  name: z.string().meta({
    // For editors; `checkTableName` says in words what is wrong.
    pattern: `^(?!__)(${tableNamePattern.source.slice(1, -1)}|.*\\$\\{.*)$`,
    maxLength: maxTableNameLength,
    description: 'Unique in the project, across layers; also the name of its transformation file.',
  }),
  layer: z.enum(layers).describe('Also the folder of its transformation file.'),
  tags: oneOrMoreNames('Words to select tables with.'),
  kind: z
    .enum(kinds)
    .optional()
    .describe(
      'streaming_table gets new rows only; materialized_view is computed as a whole. Default: streaming_table ' +
        'for bronze tables over files, materialized_view for all others.',
    ),
  depends_on: oneOrMoreNames('Tables it reads. Left out, they are read from the SQL.'),
  source: sourceSchema.optional().describe('The raw data the table starts from.'),
  comment: z.string().optional().describe('What the table is, for people; becomes its comment on platforms.'),
  partition_by: oneOrMoreNames('Columns to partition by.'),
  cluster_by: oneOrMoreNames('Columns to cluster by.'),
  properties: z.record(z.string(), scalar).optional().describe('Table properties of the platform.'),
  grants: z
    .record(z.string(), oneOrMore)
    .optional()
    .describe('Principal: privileges, on platforms that have them.'),
  refresh: z
    .enum(['always', 'on_change'])
    .optional()
    .describe(
      'always runs every time; on_change skips when nothing changed, also where the SQL gives other results each time.',
    ),
  on_changed_file: z
    .enum(['error', 'reprocess', 'ignore'])
    .optional()
    .describe('What to do when a raw file changed after it was read (default: error).'),
});

const targetSchema = z.strictObject({
  default: z.boolean().optional().describe('Whether commands use this target when none is named.'),
  engine: z.enum(engines).optional().describe('What computes the tables (default: duckdb).'),
  host: z.string().optional().describe('The workspace, e.g. https://adb-123.azuredatabricks.net.'),
  root_path: z.string().optional().describe('The folder in the workspace.'),
  catalog: z.string().optional().describe('The catalog that holds the tables.'),
  schema: z.string().optional().describe('The schema that holds the tables.'),
  vars: vars.optional().describe('Variables that win over those of the configuration.'),
  mode: z
    .enum(['development', 'production'])
    .optional()
    .describe('How a bundle is deployed there; targets named dev and prod need not say it.'),
  profile: z.string().optional().describe('The profile of .databrickscfg to sign in with.'),
  run_as: runAsSchema.optional().describe('Who jobs and pipelines run as there.'),
  permissions: permissionsSchema.optional().describe('Who may see, run and manage what is deployed there.'),
  presets: presetsSchema.optional().describe('Presets of the bundle there, e.g. name_prefix.'),
  bundle: targetBundleSchema.optional().describe('What differs from `bundle` there.'),
});

const targetName = z
  .string()
  .regex(/^[A-Za-z0-9_-]+$/)
  .register(expectation, { words: 'letters, digits, "_" and "-"' });

export const configSchema = z
  .strictObject({
    version: z.literal(1).optional().describe('The version of this format.'),
    tables: z.array(tableSchema).optional().describe('The tables of the project.'),
    targets: z.record(targetName, targetSchema).optional().describe('Where the project runs: dev, prod, ….'),
    vars: vars.optional().describe(`Variables, used as \${var:name} here and as "vars" in .ts files.`),
    transformations: z
      .string()
      .optional()
      .describe(
        'Where the transformation files are. transformations/ and pipelines/transformations/ are found by themselves.',
      ),
    selection: z
      .strictObject({
        match: z
          .enum(['all', 'any'])
          .optional()
          .describe('Whether --tags selects tables with all of the tags (default) or any of them.'),
      })
      .optional()
      .describe('How tables are selected.'),
    storage: z
      .strictObject({
        memory_limit: z
          .string()
          .regex(/^\d+(?:\.\d+)?\s*(?:[KMGT]i?B|B|%)$/i)
          .meta({
            pattern: '^([0-9.]+ *([KMGTkmgt][Ii]?[Bb]|[Bb]|%)|\\$\\{.*\\})$',
            description: 'Memory DuckDB may use, e.g. 512MB, 4GB or 50%.',
          })
          .register(expectation, { words: 'a size such as 512MB, 4GB or 50%' })
          .optional(),
        threads: wholeNumber.optional().describe('Threads DuckDB may use.'),
      })
      .optional()
      .describe('Limits of the embedded warehouse.'),
    search: searchSchema.optional().describe('Search indexes made from tables.'),
    connections: z.record(z.string(), connectionSchema).optional().describe('Name: how to reach a system.'),
    loads: z
      .record(z.string(), loadSchema)
      .optional()
      .describe('Name: a finished table that goes to an index.'),
    bundle: bundleSchema
      .optional()
      .describe('What `headrace bundle` writes: schedule, compute, permissions, notifications, ….'),
    grants: grantsSchema
      .optional()
      .describe('Principal: privileges, for all tables; under the name of a layer, for its tables.'),
    ci: ciSchema.optional().describe('What `headrace ci` writes into the files of a CI platform.'),
    notify: notifySchema.optional().describe('How people are told: by mail, by a webhook.'),
  })
  .meta({ title: 'Headrace configuration', patternProperties: { '^x-': {} } });

export type Config = z.output<typeof configSchema>;
export type TableConfig = z.output<typeof tableSchema>;
export type TargetConfig = z.output<typeof targetSchema>;
