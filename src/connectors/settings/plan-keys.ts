import * as z from 'zod';
import { expectation } from '../../project/index.ts';
import { type AssumptionName, assumptionDefaults } from '../plan/assumptions.ts';

function assumption(name: AssumptionName) {
  const { label, unit, value, min } = assumptionDefaults[name];
  return z
    .number()
    .min(min)
    .optional()
    .describe(`${label[0]?.toUpperCase()}${label.slice(1)}, in ${unit} (default: ${value}).`);
}

/** Keys of connector.yml that are about grouping, scheduling and balancing. */
export const planKeys = {
  group_by: z
    .enum(['category_and_ingestion_type', 'ingestion_type', 'category', 'none', 'balanced'])
    .optional()
    .describe('What makes a group (default: category_and_ingestion_type).'),
  schedules: z
    .strictObject({
      snapshot: z.string().optional().describe('Default: 0 0 * * *.'),
      append: z.string().optional().describe('Default: */15 * * * *.'),
      cdc: z.string().optional().describe('Also of cdc_with_deletes. Default: */5 * * * *.'),
      unknown: z.string().optional().describe('Default: 0 0 * * 0.'),
    })
    .optional()
    .describe('Ingestion type: unix cron.'),
  pipelines: z
    .union([z.int().min(1), z.literal('auto')])
    .register(expectation, { words: 'a whole number, or auto' })
    .optional()
    .describe('How many pipelines in all, or auto.'),
  max_tables_per_pipeline: z
    .int()
    .min(1)
    .max(1000)
    .optional()
    .describe('The most tables in one pipeline (default: 1000).'),
  assumptions: z
    .strictObject({
      start_up_seconds: assumption('start_up_seconds'),
      seconds_per_table: assumption('seconds_per_table'),
      rows_per_second: assumption('rows_per_second'),
      bytes_per_second: assumption('bytes_per_second'),
      seconds_per_request: assumption('seconds_per_request'),
      requests_per_second: assumption('requests_per_second'),
      tables_at_once: assumption('tables_at_once'),
      dbu_per_hour: assumption('dbu_per_hour'),
      usd_per_dbu: assumption('usd_per_dbu'),
      seconds_per_worker: assumption('seconds_per_worker'),
    })
    .optional()
    .describe('What estimates of time and price rest on.'),
};
