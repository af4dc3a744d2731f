import * as z from 'zod';
import { discoverKeys } from './discover-keys.ts';
import { generateKeys } from './generate-keys.ts';
import { planKeys } from './plan-keys.ts';
import { tableSchema } from './table-schema.ts';

// The one definition of connector.yml. Its keys are the long flags of the commands in snake_case; where a flag
// takes JSON the key takes a mapping, and `--schedule-append` is `schedules: {append: …}`.

export const connectorSchema = z.strictObject({
  version: z.literal(1).optional().describe('The version of this format.'),
  connector_name: z
    .string()
    .optional()
    .describe('What the connector is called in files and pipelines (default: the name of the folder).'),
  ...discoverKeys,
  ...planKeys,
  ...generateKeys,
  tables: z
    .record(z.string(), tableSchema)
    .optional()
    .describe('Source table: what differs from the table list.'),
});

/** What connector.yml says. */
export type ConnectorSettings = z.output<typeof connectorSchema>;
export type TableSettings = z.output<typeof tableSchema>;

/** The JSON Schema of connector.yml, for editors and for the reference. */
export function connectorJsonSchema(): object {
  return z.toJSONSchema(connectorSchema, { target: 'draft-7', io: 'input' });
}
