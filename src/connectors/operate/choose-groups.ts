import { exitCode, HeadraceError } from '../../kernel/index.ts';
import type { IngestPipeline } from '../generate/pipelines.ts';
import { unknownGroups } from './problems.ts';

/**
 * The pipelines of some groups, by the names of the list, of files or of pipelines; without any, all.
 *
 * @throws HeadraceError (exit code 2) with every group that is not there.
 */
export function chooseGroups(
  pipelines: readonly IngestPipeline[],
  wanted: readonly string[] | undefined,
): readonly IngestPipeline[] {
  if (wanted === undefined) return pipelines;
  const groups = pipelines.map(({ group }) => group);
  const chosen = wanted.map((name) => ({
    name,
    pipeline: pipelines.find(({ group, names }) => [group, names.slug, names.key].includes(name)),
  }));
  const problems = chosen.flatMap(({ name, pipeline }) =>
    pipeline === undefined ? [unknownGroups({ group: name, groups })] : [],
  );
  if (problems.length > 0) throw new HeadraceError(problems, { exitCode: exitCode.usage });
  const ours = new Set(chosen.map(({ pipeline }) => pipeline));
  return pipelines.filter((pipeline) => ours.has(pipeline));
}
