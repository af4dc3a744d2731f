import { parseDocument } from 'yaml';
import * as z from 'zod';

const text = z.string().optional();

const managedTable = z.object({
  source_table: z.string(),
  destination_catalog: z.string(),
  destination_schema: z.string(),
  destination_table: text,
});

const pipeline = z.object({
  catalog: text,
  schema: text,
  libraries: z.array(z.object({ file: z.object({ path: z.string() }).optional() })).optional(),
  ingestion_definition: z
    .object({ connection_name: z.string(), objects: z.array(z.object({ table: managedTable })).min(1) })
    .optional(),
});

const job = z.object({
  schedule: z.object({ quartz_cron_expression: z.string() }).optional(),
  tasks: z.array(z.object({ pipeline_task: z.object({ pipeline_id: z.string() }).optional() })).optional(),
});

const bundleSchema = z.object({
  bundle: z.object({ name: z.string().min(1) }),
  resources: z.object({
    pipelines: z.record(z.string(), pipeline),
    jobs: z.record(z.string(), job).optional(),
  }),
});

/** What of a `databricks.yml` matters to connectors. */
export type BundleFile = z.output<typeof bundleSchema>;

/** Reads a `databricks.yml`; or says in words why it is none that can work. */
export function parseBundleFile(
  content: string,
): { readonly bundle: BundleFile } | { readonly reason: string } {
  const document = parseDocument(content);
  const [error] = document.errors;
  if (error !== undefined)
    return { reason: `it is no YAML: ${error.message.split('\n')[0]?.replace(/[.:]$/, '')}` };
  const checked = bundleSchema.safeParse(document.toJS());
  if (checked.success) return { bundle: checked.data };
  const [issue] = checked.error.issues;
  return { reason: `"${issue?.path.map(String).join('.')}" is missing or wrong` };
}
