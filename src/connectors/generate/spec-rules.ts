import * as z from 'zod';

// What pipelines accept as a specification: the rules of the connectors' `libs/spec_parser.py`, which forbids keys
// that it does not know.

const table = z.strictObject({
  source_table: z.string().min(1),
  destination_catalog: z.string().optional(),
  destination_schema: z.string().optional(),
  destination_table: z.string().optional(),
  table_configuration: z.record(z.string(), z.unknown()).optional(),
});

const specSchema = z.strictObject({
  connection_name: z.string().refine((name) => name.trim() !== ''),
  objects: z.array(z.strictObject({ table })).min(1),
});

export type Spec = z.output<typeof specSchema>;

/** The specification, or what about it pipelines refuse, in words. */
export function checkSpec(value: unknown): { readonly spec: Spec } | { readonly reason: string } {
  const checked = specSchema.safeParse(value);
  if (checked.success) return { spec: checked.data };
  const [issue] = checked.error.issues;
  const where =
    issue?.path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('') ?? '';
  const at = where === '' ? 'it' : where.replace(/^\./, '');
  if (issue?.code === 'unrecognized_keys') return { reason: `${at} has the unknown key "${issue.keys[0]}"` };
  if (issue?.code === 'too_small') return { reason: `${at} is empty` };
  if (issue?.code === 'custom') return { reason: `${at} is empty` };
  if (issue?.code === 'invalid_type')
    return { reason: `${at} is missing, or is no ${words[issue.expected] ?? 'mapping'}` };
  return { reason: `${at} is wrong` };
}

const words: Readonly<Record<string, string>> = { string: 'text', array: 'list' };
