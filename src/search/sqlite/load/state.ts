import { z } from 'zod';
import { HeadraceError, isRecord } from '../../../kernel/index.ts';
import type { LoadState } from '../../../load/index.ts';
import { loadStateUnreadable } from './problems.ts';

const known = 1;
const whole = z.int().nonnegative();

const stateSchema = z.object({
  format: z.literal(known),
  ranges: z
    .array(
      z.object({
        id: z.string(),
        bounds: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
        watermark: z.string().optional(),
        lastKey: z.string().optional(),
        finished: z.boolean(),
      }),
    )
    .optional(),
  counts: z.object({ read: whole, stored: whole, stale: whole, dead: whole }),
  version: z.string(),
  startedAt: z.number(),
  updatedAt: z.number(),
  finishedAt: z.number().optional(),
  details: z.record(z.string(), z.unknown()),
});

/** @throws HeadraceError for a state of a newer Headrace, or of somebody else. */
export function parseState(text: string, load: string, path: string): LoadState {
  const value: unknown = JSON.parse(text);
  const parsed = stateSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const format = isRecord(value) ? value.format : undefined;
  const detail =
    typeof format === 'number' && format > known
      ? `it has format ${format}, of a newer Headrace; this one knows formats up to ${known}`
      : `"${parsed.error.issues[0]?.path.join('.')}" is not what it should be`;
  throw new HeadraceError(loadStateUnreadable({ load, path, detail }));
}
