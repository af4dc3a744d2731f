import type * as z from 'zod';
import { check } from '../endpoint.ts';
import { type JobSettings, jobSettings, type updateJob } from './job-schema.ts';

/** Lists whose entries are changed one by one, by this field of theirs. */
const keyed: Readonly<Record<string, string>> = {
  tasks: 'task_key',
  job_clusters: 'job_cluster_key',
  environments: 'environment_key',
  parameters: 'name',
};

/**
 * What `jobs/update` makes of a job: given fields replace old ones; entries of keyed lists are added or
 * replaced; at last, `fields_to_remove` go, such as `schedule` or `tasks/load`.
 */
export function changedSettings(
  before: JobSettings,
  { new_settings: given = {}, fields_to_remove: gone = [] }: z.output<typeof updateJob>,
): JobSettings {
  const after: Record<string, unknown> = { ...before };
  for (const [name, value] of Object.entries(given)) {
    const key = keyed[name];
    after[name] = key === undefined ? value : merged(entriesOf(after[name]), entriesOf(value), key);
  }
  for (const path of gone) {
    const [name = '', entry] = path.split('/');
    const key = keyed[name];
    if (entry === undefined) delete after[name];
    else if (key !== undefined) after[name] = entriesOf(after[name]).filter((each) => each[key] !== entry);
  }
  return check(jobSettings, after);
}

type Entry = Readonly<Record<string, unknown>>;

function entriesOf(value: unknown): readonly Entry[] {
  return Array.isArray(value) ? value : [];
}

function merged(before: readonly Entry[], given: readonly Entry[], key: string): readonly Entry[] {
  const changed = new Map(given.map((entry) => [entry[key], entry]));
  const known = new Set(before.map((entry) => entry[key]));
  return [
    ...before.map((entry) => changed.get(entry[key]) ?? entry),
    ...given.filter((entry) => !known.has(entry[key])),
  ];
}
