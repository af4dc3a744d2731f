import * as z from 'zod';
import { anything, texts } from '../fields.ts';

const tableConfiguration = z.strictObject({
  scd_type: z.enum(['SCD_TYPE_1', 'SCD_TYPE_2', 'APPEND_ONLY']).optional(),
  primary_keys: texts.optional(),
  sequence_by: texts.optional(),
  include_columns: texts.optional(),
  exclude_columns: texts.optional(),
  row_filter: z.string().optional(),
  clustering_columns: texts.optional(),
  enable_auto_clustering: z.boolean().optional(),
  salesforce_include_formula_fields: z.boolean().optional(),
  source_metadata_column: z.string().optional(),
  storage_mode: z.string().optional(),
  table_properties: z.record(z.string(), z.string()).optional(),
  auto_full_refresh_policy: anything.optional(),
  query_based_connector_config: anything.optional(),
  workday_report_parameters: anything.optional(),
});

const place = {
  source_catalog: z.string().optional(),
  destination_catalog: z.string(),
  destination_schema: z.string(),
  connector_options: z
    .looseObject({
      community_connector_options: z
        .strictObject({ options: z.record(z.string(), z.string()).optional() })
        .optional(),
    })
    .optional(),
  // Options of a community connector do not belong here, and are unknown fields.
  table_configuration: tableConfiguration.optional(),
};

const table = z.strictObject({
  ...place,
  source_schema: z.string().optional(),
  source_table: z.string(),
  destination_table: z.string().optional(),
});

/** What a managed ingestion pipeline takes, from where to where. */
export const ingestionDefinition = z
  .strictObject({
    connection_name: z.string().optional(),
    ingestion_gateway_id: z.string().optional(),
    ingest_from_uc_foreign_catalog: z.boolean().optional(),
    source_type: z
      .string()
      .regex(/^[A-Z][A-Z\d_]*$/)
      .optional(),
    connector_type: z.enum(['CDC', 'QUERY_BASED']).optional(),
    objects: z
      .array(
        z
          .strictObject({
            table: table.optional(),
            schema: z
              .strictObject({ ...place, source_schema: z.string(), fanout_options: anything.optional() })
              .optional(),
            report: anything.optional(),
          })
          .refine((object) => Object.keys(object).length === 1, 'expected one of table, schema and report'),
      )
      .optional(),
    table_configuration: tableConfiguration.optional(),
    source_configurations: z.array(anything).optional(),
    data_staging_options: anything.optional(),
    full_refresh_window: anything.optional(),
    netsuite_jar_path: z.string().optional(),
  })
  .refine(
    ({ connection_name, ingestion_gateway_id, ingest_from_uc_foreign_catalog }) =>
      [connection_name, ingestion_gateway_id, ingest_from_uc_foreign_catalog].filter((each) => each)
        .length === 1,
    'expected exactly one of connection_name, ingestion_gateway_id and ingest_from_uc_foreign_catalog',
  );
type IngestionDefinition = z.output<typeof ingestionDefinition>;

/** Full names of the tables it makes; those of whole schemas are the source's secret. */
export function ingestedTables({ objects = [] }: IngestionDefinition): readonly string[] {
  return objects.flatMap(({ table }) =>
    table === undefined
      ? []
      : [
          `${table.destination_catalog}.${table.destination_schema}.${table.destination_table ?? table.source_table}`,
        ],
  );
}
