import { isDeepStrictEqual } from 'node:util';
import { stringify } from 'yaml';
import type { Problem } from '../../kernel/index.ts';
import type { Compiled } from '../../plan/index.ts';
import { toQuartz } from '../cron/index.ts';
import type { GeneratedFile } from '../generated/index.ts';
import { checkNeighbours } from './check-neighbours.ts';
import { checkPlacement } from './check-placement.ts';
import { checkProject } from './check-project.ts';
import { databricksYml } from './databricks-yml.ts';
import { factor, isMapping, type Tree } from './factor.ts';
import { type JobRequest, jobResources } from './job-resources.ts';
import { loaderResources } from './loader-resources.ts';
import { manifestText } from './manifest.ts';
import { pipelineFiles } from './pipeline-files.ts';
import { pipelineResources } from './pipeline-resources.ts';
import { type BundlePipeline, pipelinesOf } from './pipelines-of.ts';
import type { Placement } from './place-tables.ts';
import * as problem from './problems.ts';
import { esLoader } from './python/es-loader.ts';
import { installHeadrace } from './python/install-headrace.ts';
import { ldpEngine } from './python/ldp-engine.ts';
import type { Columns } from './read-files.ts';
import { mapping } from './tree.ts';

export interface BundleRequest {
  /** The project as each target that runs on Databricks sees it. */
  readonly targets: readonly Compiled[];
  /** Names of all targets of the configuration. */
  readonly targetNames: readonly string[];
  readonly defaultTarget: string | undefined;
  /** Columns of raw files by table, where they are known. */
  readonly columns: ReadonlyMap<string, Columns>;
  /** Where tables were when the bundle was last written. */
  readonly before: Placement;
  /** Whether a file of the project is not there. */
  readonly isMissing: (file: string) => boolean;
}

export interface Bundle {
  readonly files: readonly GeneratedFile[];
  readonly problems: readonly Problem[];
}

/** Folders whose files are the bundle's, as far as it made them. */
export const bundleFolders = ['pipelines', 'resources', 'workflows'] as const;

/** Where SQL and manifest are when all targets share them. */
export const generatedFolder = 'pipelines/generated';

/** Everything that `headrace bundle` writes. Pure: the same project gives the same bytes. */
export function makeBundle(request: BundleRequest): Bundle {
  const parts = request.targets.map((compiled) => ({
    compiled,
    pipelines: pipelinesOf(compiled, request.before),
  }));
  const problems = [
    ...parts.flatMap(({ compiled }) => checkProject(compiled, request.columns, request.isMissing)),
    ...checkNeighbours(parts.map(({ compiled }) => compiled.project)),
    ...checkPlacement(parts, request.before),
  ];
  const [first] = parts;
  if (first === undefined) {
    return { files: [], problems: [problem.noDatabricksTarget({ targets: request.targetNames })] };
  }

  const sources = parts.map(({ compiled, pipelines }) => sourceFiles(compiled, pipelines, request.columns));
  const shared = sources.every((files) => isDeepStrictEqual(files, sources[0]));
  const folder = shared ? generatedFolder : `${generatedFolder}/\${bundle.target}`;
  const placed = shared
    ? within(generatedFolder, sources[0] ?? [])
    : parts.flatMap(({ compiled }, index) =>
        within(`${generatedFolder}/${compiled.project.target.name}`, sources[index] ?? []),
      );

  const resources = factor(
    parts.map(({ compiled, pipelines }) => ({
      pipelines: pipelineResources(compiled, pipelines, folder),
      jobs: jobs({ compiled, pipelines, quartz: quartzOf(compiled), manifest: `${folder}/manifest.py` }),
    })),
  );
  const targets = parts.map(({ compiled: { project } }, index) => ({ project, own: resources.own[index] }));
  const { pipelines, jobs: common } = byName(resources.common);
  const { etl_pipeline, es_loader } = byName(common);
  const files = [
    yamlFile('databricks.yml', databricksYml(targets, request.defaultTarget)),
    yamlFile('resources/pipelines.yml', { resources: mapping({ pipelines }) }),
    yamlFile('workflows/etl_job.yml', { resources: { jobs: mapping({ etl_pipeline }) } }),
    ...loaderFiles(first.compiled, { resources: { jobs: mapping({ es_loader }) } }),
    { path: 'pipelines/ldp_engine.py', text: ldpEngine, comment: '#' } as const,
    ...placed,
  ];
  return { files, problems: unique(problems) };
}

/** The schedule in the platform's notation; undefined when there is none, or none that it can have. */
function quartzOf({ project: { bundle } }: Compiled): string | undefined {
  const quartz = bundle.schedule && toQuartz(bundle.schedule.cron);
  return quartz && 'expression' in quartz ? quartz.expression : undefined;
}

/** What pipelines and the task read, relative to the folder that holds it. */
function sourceFiles(
  compiled: Compiled,
  pipelines: readonly BundlePipeline[],
  columns: ReadonlyMap<string, Columns>,
): GeneratedFile[] {
  return [
    { path: 'manifest.py', text: manifestText(compiled, pipelines), comment: '#' },
    ...pipelines.flatMap(({ key, tables }) =>
      pipelineFiles(
        key,
        tables.flatMap((name) => compiled.tables.get(name) ?? []),
        columns,
      ),
    ),
  ];
}

function within(folder: string, files: readonly GeneratedFile[]): GeneratedFile[] {
  return files.map((file) => ({ ...file, path: `${folder}/${file.path}` }));
}

function jobs(request: JobRequest): Tree {
  const { project } = request.compiled;
  const { loader } = project.bundle;
  return mapping({
    etl_pipeline: jobResources(request),
    es_loader: loader && loaderResources(project, loader),
  });
}

function loaderFiles({ project }: Compiled, resources: Tree): GeneratedFile[] {
  const { loader } = project.bundle;
  if (loader === undefined) return [];
  const install = { path: 'pipelines/install_headrace.sh', text: installHeadrace, comment: '#' } as const;
  return [
    yamlFile('resources/es_loader_job.yml', resources),
    { path: 'pipelines/es_loader.py', text: esLoader, comment: '#' },
    ...(loader.dockerImage === undefined ? [install] : []),
  ];
}

function byName(tree: Tree | undefined): Readonly<Record<string, Tree | undefined>> {
  return isMapping(tree) ? tree : {};
}

function yamlFile(path: string, tree: Tree): GeneratedFile {
  return { path, text: stringify(tree, { lineWidth: 0, aliasDuplicateObjects: false }), comment: '#' };
}

/** The same mistake is found for every target. */
function unique(problems: readonly Problem[]): Problem[] {
  return [...new Map(problems.map((found) => [JSON.stringify(found), found])).values()];
}
