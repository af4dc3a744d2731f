import * as z from 'zod';
import { configSchema } from './config-schema.ts';

/**
 * The JSON Schema of config.yml, for editors and for the reference. Draft 7, which every YAML
 * language server understands.
 */
export function configJsonSchema(): object {
  return z.toJSONSchema(configSchema, { target: 'draft-7', io: 'input' });
}
