import { z } from 'zod';
import { isRecord } from '../kernel/index.ts';
import type { LoadState } from './types.ts';

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

/** Reads what a store has kept. @returns the state, or what is wrong with it: a newer Headrace's, or somebody else's. */
export function parseLoadState(value: unknown): LoadState | string {
  const parsed = stateSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const format = isRecord(value) ? value.format : undefined;
  return typeof format === 'number' && format > known
    ? newerFormat(format)
    : `"${parsed.error.issues[0]?.path.join('.')}" is not what it should be`;
}

export function newerFormat(format: number): string {
  return `it has format ${format}, of a newer Headrace; this one knows formats up to ${known}`;
}
