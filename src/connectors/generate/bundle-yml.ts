import { mapping, presetsOf, type Tree, targetMode } from '../../deploy/index.ts';
import type { ConnectorSettings } from '../settings/index.ts';
import type { ConnectorCode } from './connector-code.ts';
import { jobResource } from './job-resource.ts';
import { pipelineResource, type ResourceContext } from './pipeline-resource.ts';
import type { IngestPipeline } from './pipelines.ts';

export interface BundleYmlRequest extends ResourceContext {
  readonly name: string;
  readonly pipelines: readonly IngestPipeline[];
}

/** Everything that `databricks.yml` says. */
export function bundleYml(request: BundleYmlRequest): Tree {
  const { name, pipelines, settings, code } = request;
  const targets = targetsOf(settings);
  return mapping({
    bundle: { name },
    sync: sync(code),
    variables: hasPlaces(settings)
      ? {
          catalog: { description: 'The catalog that tables are written to.', default: settings.catalog },
          schema: { description: 'The schema that tables are written to.', default: settings.schema },
        }
      : undefined,
    permissions: settings.permissions?.map((permission) => mapping({ ...permission })),
    run_as: settings.run_as && mapping({ ...settings.run_as }),
    resources: mapping({
      pipelines: Object.fromEntries(
        pipelines.map((pipeline) => [pipeline.names.key, pipelineResource(pipeline, request)]),
      ),
      jobs: settings.emit_jobs
        ? Object.fromEntries(
            pipelines.map((pipeline) => [pipeline.names.job, jobResource(pipeline, settings)]),
          )
        : undefined,
    }),
    targets: Object.fromEntries(
      Object.entries(targets).map(([target, said]) => [
        target,
        targetTree(target, said, defaultTarget(targets)),
      ]),
    ),
  });
}

/** Without any said there is one, for which everything is as it is written. */
export function targetsOf({ targets = {} }: Pick<ConnectorSettings, 'targets'>): Targets {
  return Object.keys(targets).length > 0 ? targets : { default: {} };
}

type Targets = NonNullable<ConnectorSettings['targets']>;

/** Whether targets differ in where tables are written. */
export function hasPlaces({ targets = {} }: Pick<ConnectorSettings, 'targets'>): boolean {
  return Object.values(targets).some(({ catalog, schema }) => catalog !== undefined || schema !== undefined);
}

/** The one that says so, the only one, or the one for trying things out. Production is never meant by itself. */
export function defaultTarget(targets: Targets): string | undefined {
  const names = Object.keys(targets);
  const said = names.find((name) => targets[name]?.default);
  return (
    said ??
    (names.length === 1 ? names[0] : names.find((name) => modeOf(name, targets[name]) === 'development'))
  );
}

/** How the bundle is deployed to a target. */
export function modeOf(
  name: string,
  target: Targets[string] | undefined,
): 'development' | 'production' | undefined {
  return targetMode({ name, ...(target?.mode && { mode: target.mode }) });
}

function targetTree(name: string, said: Targets[string], byDefault: string | undefined): Tree {
  return mapping({
    default: name === byDefault,
    mode: modeOf(name, said),
    workspace: mapping({
      // A host that is a reference is left to the official tool, which takes it from the environment too.
      host: said.host?.includes('${') ? undefined : said.host,
      profile: said.profile,
      root_path: said.root_path,
    }),
    variables: mapping({ catalog: said.catalog, schema: said.schema }),
    permissions: said.permissions?.map((permission) => mapping({ ...permission })),
    run_as: said.run_as && mapping({ ...said.run_as }),
    presets: said.presets && presetsOf(said.presets),
  });
}

/** Code that lies elsewhere on this machine goes along; what is not needed to run it stays here. */
function sync({ rootPath, uploaded }: ConnectorCode): Tree | undefined {
  if (rootPath === undefined || !uploaded) return undefined;
  const left = ['source_simulator/**', '**/tests/**', '**/*.md', '**/__pycache__/**'];
  return {
    paths: ['.', rootPath],
    exclude: left.map((pattern) => `${rootPath}/**/${pattern.replace(/^\*\*\//, '')}`),
  };
}
