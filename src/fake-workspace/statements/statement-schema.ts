import * as z from 'zod';

/** What `POST /api/2.0/sql/statements` takes. */
export const executeStatement = z
  .strictObject({
    statement: z
      .string()
      .min(1)
      .max(16 * 1024 * 1024, 'expected at most 16 MiB'),
    warehouse_id: z.string(),
    catalog: z.string().optional(),
    schema: z.string().optional(),
    parameters: z
      .array(
        z.strictObject({
          name: z.string(),
          value: z.string().nullish(),
          type: z.string().optional(),
        }),
      )
      .default([]),
    row_limit: z.int().positive().optional(),
    byte_limit: z.int().positive().optional(),
    disposition: z.enum(['INLINE', 'EXTERNAL_LINKS']).default('INLINE'),
    format: z.enum(['JSON_ARRAY', 'ARROW_STREAM', 'CSV']).default('JSON_ARRAY'),
    wait_timeout: z
      .string()
      .regex(/^(0|[5-9]|[1-4]\d|50)s$/, 'expected 0s, or 5s to 50s')
      .default('10s'),
    on_wait_timeout: z.enum(['CONTINUE', 'CANCEL']).default('CONTINUE'),
    query_tags: z.array(z.strictObject({ key: z.string(), value: z.string().nullish() })).optional(),
  })
  .refine(({ disposition, format }) => disposition === 'EXTERNAL_LINKS' || format === 'JSON_ARRAY', {
    error: 'the format must be JSON_ARRAY with the disposition INLINE',
  });
export type ExecuteStatement = z.output<typeof executeStatement>;
