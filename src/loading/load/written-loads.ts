import { type Location, type Problem, usageError } from '../../kernel/index.ts';
import type { LoadConfig } from '../../project/index.ts';
import { readJobs } from './jobs-file.ts';
import { noLoads, severalSelections, unknownLoad } from './problems.ts';
import type { LoadKey, LoadsRequest } from './request.ts';

/** A load as somebody wrote it. */
export interface WrittenLoad {
  /** Its name under `loads:`. */
  readonly name: string | undefined;
  readonly config: LoadConfig | undefined;
  /** From a file of loads. */
  readonly job: Readonly<Partial<Record<LoadKey, string>>>;
  readonly at: Location | undefined;
  /** Its place in the list, from 1. */
  readonly number: number;
}

/**
 * The loads that are asked for, by one of three ways; one that is still to be described, by none.
 *
 * @param problems takes what is wrong in single loads of a file.
 * @throws HeadraceError (exit code 2) for names that are not there, and where nothing is.
 */
export function writtenLoads(
  { project, names, all, jobs }: Pick<LoadsRequest, 'project' | 'names' | 'all' | 'jobs'>,
  problems: Problem[],
): readonly WrittenLoad[] {
  const ways = [
    ...(names.length > 0 ? ['names'] : []),
    ...(all ? ['--all'] : []),
    ...(jobs === undefined ? [] : ['--jobs']),
  ];
  if (ways.length > 1) throw usageError([severalSelections({ given: ways })]);
  if (jobs !== undefined) {
    const read = readJobs(jobs, problems);
    return read.map(({ values, ...job }) => ({ ...job, name: undefined, config: undefined, job: values }));
  }
  const loads = project?.loads ?? new Map<string, LoadConfig>();
  const known = [...loads.keys()];
  if (all && known.length === 0) {
    throw usageError([noLoads({ where: project?.configFile ?? 'a folder without config.yml' })]);
  }
  const wanted = all ? known : [...new Set(names)];
  if (wanted.length === 0) return [{ name: undefined, config: undefined, job: {}, at: undefined, number: 1 }];
  const unknown = wanted.filter((name) => !loads.has(name));
  if (unknown.length > 0) throw usageError(unknown.map((name) => unknownLoad({ name, names: known })));
  return wanted.map((name, index) => {
    const config = loads.get(name);
    return { name, config, job: {}, at: config?.at, number: index + 1 };
  });
}
