import * as z from 'zod';
import { ingestionTypes } from '../types.ts';
import { tableConfigSchema } from './table-config.ts';

const amount = z.number().min(0);

/** What can be said of one table. Where it is said, it wins over the table list. */
export const tableSchema = z.strictObject({
  category: z.string().optional().describe('What it belongs to.'),
  ingestion_type: z.enum(ingestionTypes).optional().describe('How the connector hands over its rows.'),
  connection_name: z.string().optional().describe('The connection it is read through.'),
  destination_catalog: z.string().optional().describe('The catalog it is written to.'),
  destination_schema: z.string().optional().describe('The schema it is written to.'),
  destination_table: z.string().optional().describe('What it is called there (default: as in the source).'),
  weight: amount.optional().describe('Seconds of work for one run.'),
  rows: amount.optional().describe('Rows that one run reads.'),
  bytes: amount.optional().describe('Bytes that one run reads.'),
  calls: amount.optional().describe('Requests that one run makes.'),
  table_config: tableConfigSchema
    .optional()
    .describe(
      'What the connector is told: scd_type, primary_keys, sequence_by, cluster_by, and options of its own.',
    ),
});
