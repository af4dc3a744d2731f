import * as z from 'zod';
import { settingsSchema } from '../../project/index.ts';

/** Keys of connector.yml that are about finding and classifying tables. */
export const discoverKeys = {
  connector: z.string().optional().describe('The connector: the path of its folder or file, or its name.'),
  connectors_dir: z.string().optional().describe('Where connectors are looked up by name.'),
  options: settingsSchema
    .optional()
    .describe(`Options that the connector is made with; secrets as \${env:NAME} or \${secret:scope/key}.`),
  allow_network: z
    .boolean()
    .optional()
    .describe('Whether the connector may use the network when it is asked.'),
  stats: z.string().optional().describe('A file with what is known of tables: rows, bytes, seconds, calls.'),
  category_prefix_map: z
    .record(z.string(), z.string())
    .optional()
    .describe('Beginning of a table name: its category.'),
};
