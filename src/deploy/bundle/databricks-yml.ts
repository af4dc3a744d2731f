import type { Project, Target } from '../../project/index.ts';
import { targetMode } from '../cli/target-mode.ts';
import type { Tree } from './factor.ts';
import { pathVariables } from './path-variables.ts';
import { mapping } from './tree.ts';

/** One target of the bundle, and what of the resources is its own. */
export interface TargetPart {
  readonly project: Project;
  readonly own: Tree | undefined;
}

/** The main file of the bundle. */
export function databricksYml(parts: readonly TargetPart[], defaultTarget: string | undefined): Tree {
  const [first] = parts;
  if (first === undefined) return {};
  const { bundle, configFile } = first.project;
  const variables = {
    catalog: { description: 'The catalog that holds the tables.' },
    schema: { description: 'The schema that holds the tables.' },
    ...Object.fromEntries(
      [...pathVariables(first.project).keys()].map((name) => [
        name,
        { description: 'A part of the paths of raw files.' },
      ]),
    ),
  };
  return mapping({
    bundle: { name: bundle.name },
    include: ['resources/*.yml', 'workflows/*.yml'],
    sync: sync(first.project, configFile),
    variables,
    permissions: bundle.permissions.map((permission) => mapping({ ...permission })),
    run_as: bundle.runAs && mapping({ ...bundle.runAs }),
    targets: Object.fromEntries(
      parts.map((part) => [
        part.project.target.name,
        target(part, part.project.target.name === defaultTarget),
      ]),
    ),
  });
}

/**
 * Only what the workspace needs is uploaded: no raw data, nothing of `.headrace`. Nothing is excluded by a pattern,
 * because one that matches no file, as in a fresh clone, is refused where bundles are checked strictly.
 */
function sync({ tables, bundle: { loader, files } }: Project, configFile: string): Tree {
  const python = [...tables.values()].flatMap(({ transformation }) =>
    transformation.language === 'python' ? [transformation.file] : [],
  );
  const paths = new Set([
    'pipelines',
    ...python.map((file) => file.split('/')[0] ?? file),
    // The loader needs the configuration, and nothing of what builds the tables.
    ...(loader ? [configFile] : []),
  ]);
  return mapping({
    paths: [...paths].sort(),
    // These are uploaded even where Git ignores them.
    include: [...(loader && loader.dockerImage === undefined ? [loader.package] : []), ...files],
  });
}

function target({ project, own }: TargetPart, isDefault: boolean): Tree {
  const { target } = project;
  return mapping({
    default: isDefault || undefined,
    mode: targetMode(target),
    workspace: mapping({
      host: target.hostIsReference ? undefined : target.host,
      profile: target.profile,
      root_path: target.root_path,
    }),
    variables: variables(project),
    permissions: target.permissions?.map((permission) => mapping({ ...permission })),
    run_as: target.runAs && mapping({ ...target.runAs }),
    presets: target.presets && presetsOf(target.presets),
    resources: own,
  });
}

function variables(project: Project): Record<string, Tree> {
  const { catalog, schema } = project.target;
  return mapping({ catalog, schema, ...Object.fromEntries(pathVariables(project)) });
}

/** Presets of a target as bundles want them. */
export function presetsOf(values: NonNullable<Target['presets']>): Record<string, Tree> {
  const { jobs_max_concurrent_runs: runs, tags, ...rest } = values;
  return mapping({
    ...rest,
    jobs_max_concurrent_runs: runs === undefined ? undefined : Number(runs),
    tags: tags && Object.fromEntries(Object.entries(tags).map(([key, value]) => [key, String(value)])),
  });
}
