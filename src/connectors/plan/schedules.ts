import type { IngestionType } from '../types.ts';

/** Unix cron by ingestion type. */
export type Schedules = Readonly<Record<IngestionType, string>>;

/** The original toolkit's: snapshots daily, appends every 15 minutes, changes every 5, what is unknown weekly. */
export const defaultSchedules: Schedules = {
  snapshot: '0 0 * * *',
  append: '*/15 * * * *',
  cdc: '*/5 * * * *',
  cdc_with_deletes: '*/5 * * * *',
  unknown: '0 0 * * 0',
};

/** Schedules that somebody asked for; those of `cdc` are also meant for `cdc_with_deletes`. */
export type WantedSchedules = Readonly<
  Partial<Record<'snapshot' | 'append' | 'cdc' | 'unknown', string | undefined>>
>;

/** The first word counts. */
export function schedulesWith(first: WantedSchedules, then: WantedSchedules = {}): WantedSchedules {
  return {
    snapshot: first.snapshot ?? then.snapshot,
    append: first.append ?? then.append,
    cdc: first.cdc ?? then.cdc,
    unknown: first.unknown ?? then.unknown,
  };
}

/**
 * When a table is read: as asked for its ingestion type, else as the list says, else by default. So a cell that a
 * person changed stays, unless the command or connector.yml speaks of that type.
 */
export function scheduleOf(
  { ingestionType, schedule }: { readonly ingestionType: IngestionType; readonly schedule?: string },
  wanted: WantedSchedules,
): string {
  const asked = wanted[ingestionType === 'cdc_with_deletes' ? 'cdc' : ingestionType];
  return asked ?? schedule ?? defaultSchedules[ingestionType];
}
