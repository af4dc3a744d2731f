import { parseDocument } from 'yaml';
import * as z from 'zod';
import { exitCode, HeadraceError, locate, type Problem } from '../kernel/index.ts';
import { jobSettings } from './jobs/job-schema.ts';
import type { FakeWorkspaceOptions } from './options.ts';
import { pipelineSpec } from './pipelines/pipeline-schema.ts';
import { unreadableState, wrongSeed } from './problems.ts';
import { reasonOf } from './seed.ts';

const cell = z.union([z.string(), z.number(), z.boolean()]).transform(String).nullable();
const id = z.string().regex(/^\d+$/, 'Expected decimal digits in quotes');

const stateSchema = z.strictObject({
  $schema: z.string().optional(),
  users: z
    .array(z.strictObject({ name: z.string(), token: z.string(), admin: z.boolean().optional() }))
    .optional(),
  service_principals: z
    .array(
      z.strictObject({
        name: z.string(),
        client_id: z.string(),
        client_secret: z.string(),
        admin: z.boolean().optional(),
      }),
    )
    .optional(),
  jobs: z
    .array(
      z.strictObject({
        job_id: id.optional(),
        settings: jobSettings,
        creator_user_name: z.string().optional(),
        /** Every run of it fails with this message. */
        fails_with: z.string().optional(),
      }),
    )
    .optional(),
  pipelines: z
    .array(
      z.strictObject({
        pipeline_id: z.string().optional(),
        spec: pipelineSpec,
        tables: z.array(z.string()).optional(),
        creator_user_name: z.string().optional(),
        /** Every update of it fails, at this table. */
        fails_with: z.strictObject({ table: z.string().optional(), message: z.string() }).optional(),
      }),
    )
    .optional(),
  warehouses: z.array(z.strictObject({ id: z.string(), name: z.string() })).optional(),
  tables: z
    .array(
      z.strictObject({
        full_name: z.string().regex(/^[^.]+\.[^.]+\.[^.]+$/, 'Expected catalog.schema.table'),
        table_type: z.string().optional(),
        columns: z.array(z.strictObject({ name: z.string(), type_text: z.string() })).optional(),
        rows: z.array(z.array(cell)).optional(),
      }),
    )
    .optional(),
  statements: z
    .array(
      z.strictObject({
        statement: z.string(),
        columns: z.array(z.strictObject({ name: z.string(), type: z.string() })).optional(),
        rows: z.array(z.array(cell)).default([]),
        rows_per_chunk: z.int().positive().default(1000),
        truncated: z.boolean().optional(),
        error: z.strictObject({ code: z.string(), message: z.string() }).optional(),
      }),
    )
    .optional(),
  secrets: z.record(z.string(), z.record(z.string(), z.string())).optional(),
  files: z.record(z.string(), z.string()).optional(),
});

/**
 * What a file says a workspace starts with: the options of the same names, in snake_case.
 *
 * @param file its path, for problems.
 * @throws HeadraceError HR-FAKE-002 or HR-FAKE-003, with places.
 */
export function readState(text: string, file: string): FakeWorkspaceOptions {
  // A reader of YAML reads JSON too, and knows where everything stands.
  const document = parseDocument(text, { prettyErrors: false });
  const broken = document.errors.map((error) =>
    unreadableState({ file, reason: reasonOf(error) }, locate(file, text, error.pos[0])),
  );
  if (broken.length > 0) throw new HeadraceError(broken, { exitCode: exitCode.usage });
  const checked = stateSchema.safeParse(document.toJS() ?? {});
  if (checked.success) return optionsOf(checked.data);
  const problems = checked.error.issues.map((issue): Problem => {
    const path = issue.path.filter((step) => typeof step !== 'symbol');
    const at = path.length > 0 ? path.join('.') : 'state';
    return wrongSeed({ at, reason: reasonOf(issue) }, locate(file, text, offsetOf(document, path)));
  });
  throw new HeadraceError(problems, { exitCode: exitCode.usage });
}

function offsetOf(document: ReturnType<typeof parseDocument>, path: readonly (string | number)[]): number {
  for (let length = path.length; length >= 0; length -= 1) {
    const node: unknown = document.getIn(path.slice(0, length), true);
    const range = typeof node === 'object' && node !== null && 'range' in node ? node.range : undefined;
    if (Array.isArray(range) && typeof range[0] === 'number') return range[0];
  }
  return 0;
}

function optionsOf(state: z.output<typeof stateSchema>): FakeWorkspaceOptions {
  const { users, service_principals: services, jobs = [], pipelines = [], statements, ...rest } = state;
  const { $schema: _schema, ...same } = rest;
  return {
    ...same,
    ...(users && { users }),
    ...(services && {
      servicePrincipals: services.map(({ client_id, client_secret, ...service }) => ({
        ...service,
        clientId: client_id,
        clientSecret: client_secret,
      })),
    }),
    jobs,
    pipelines,
    failRun: ({ name }) => jobs.find(({ settings }) => settings.name === name)?.fails_with,
    failUpdate: ({ name }) => pipelines.find(({ spec }) => spec.name === name)?.fails_with,
    ...(statements && {
      statements: statements.map(({ rows, rows_per_chunk: size, ...statement }) => ({
        ...statement,
        chunks: inChunks(rows, size),
      })),
    }),
  };
}

function inChunks<T>(rows: readonly T[], size: number): { readonly rows: readonly T[] }[] {
  return Array.from({ length: Math.ceil(rows.length / size) }, (_none, index) => ({
    rows: rows.slice(index * size, (index + 1) * size),
  }));
}
