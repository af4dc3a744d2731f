import type { LoadConfig, LoaderConfig, Project } from '../../project/index.ts';
import { singleNode } from './compute.ts';
import type { Tree } from './factor.ts';
import { secretVariables, withPlatformSecrets } from './platform-secrets.ts';
import { mapping } from './tree.ts';

/** What the loader is called with; the names are those of the original job. */
const parameters = ['source_table', 'data_source', 'es_nodes', 'batch_id'] as const;

/** The common job that loads one table into Elasticsearch, for a file one folder below the root. */
export function loaderResources(project: Project, loader: LoaderConfig): Tree {
  const cluster = singleNode(loader);
  return mapping({
    name: `${project.bundle.name}_es_loader`,
    // Many data sets are loaded side by side, each by a run of its own.
    max_concurrent_runs: 100,
    queue: { enabled: true },
    parameters: parameters.map((name) => ({
      name,
      default: name === 'es_nodes' ? (loader.esNodes ?? '') : '',
    })),
    tasks: [
      mapping({
        task_key: 'load',
        spark_python_task: {
          python_file: '../pipelines/es_loader.py',
          parameters: [
            ...['--project', `\${workspace.file_path}`, '--target', `\${bundle.target}`],
            ...(loader.deadLetters === undefined ? [] : ['--dead-letters', loader.deadLetters]),
            ...parameters.map((name) => `--${name.replace('_', '-')}={{job.parameters.${name}}}`),
          ],
        },
        job_cluster_key: 'loader',
        max_retries: 2,
        min_retry_interval_millis: 60_000,
      }),
    ],
    job_clusters: [
      {
        job_cluster_key: 'loader',
        new_cluster: mapping({
          ...cluster,
          spark_env_vars: environment(project, loader),
          ...(loader.dockerImage === undefined
            ? {
                init_scripts: [
                  { workspace: { destination: `\${workspace.file_path}/pipelines/install_headrace.sh` } },
                ],
              }
            : { docker_image: { url: loader.dockerImage } }),
        }),
      },
    ],
    tags: project.bundle.tags,
  });
}

/** Credentials of connections arrive as the variables that Headrace looks for. */
function environment(project: Project, loader: LoaderConfig): Record<string, Tree> {
  const used = [...project.connections.values()].filter(({ type }) => type !== 'postgres');
  return mapping({
    ...secretVariables(used.map(({ settings }) => settings)),
    DATABRICKS_WAREHOUSE_ID: loader.warehouseId,
    HEADRACE_PACKAGE:
      loader.dockerImage === undefined ? `\${workspace.file_path}/${loader.package}` : undefined,
    ...withPlatformSecrets(loader.environment),
  });
}

/**
 * The tasks of the main job that start one run of the loader for each of the project's loads: one task, or several
 * where one could not hold all of them.
 */
export function loadTasks(project: Project, after: string): Tree[] {
  const { loader } = project.bundle;
  if (!loader?.afterPipelines) return [];
  const chunks = inputChunks(project, loader);
  return chunks.map((inputs, index) => {
    const suffix = index === 0 ? '' : `_${index + 1}`;
    return {
      task_key: `load_indexes${suffix}`,
      depends_on: [{ task_key: after }],
      for_each_task: {
        inputs,
        // Tasks run side by side and share what is allowed.
        concurrency: Math.max(1, Math.floor(loader.concurrency / chunks.length)),
        task: {
          task_key: `load_index${suffix}`,
          run_job_task: {
            job_id: `\${resources.jobs.es_loader.id}`,
            job_parameters: {
              source_table: '{{input.source_table}}',
              data_source: '{{input.data_source}}',
              es_nodes: '{{input.es_nodes}}',
              // One batch for each run of the job: what is repaired goes on where it was.
              batch_id: '{{job.run_id}}',
            },
          },
        },
      },
    };
  });
}

/** How much one task may be given, in characters; some room is left for the names of catalog and schema. */
const mostInput = 5000;
const placeLength = 150;

/** What loads are started with, as JSON arrays that are short enough. */
function inputChunks({ loads, tables }: Project, loader: LoaderConfig): string[] {
  const chunks: string[][] = [];
  let room = 0;
  for (const load of loads.values()) {
    const input = JSON.stringify({
      source_table: sourceTable(load, tables),
      data_source: load.dataSource,
      es_nodes: load.esNodes ?? loader.esNodes ?? '',
    });
    const length = input.length + placeLength;
    if (length > room) {
      chunks.push([]);
      room = mostInput;
    }
    chunks.at(-1)?.push(input);
    room -= length;
  }
  return chunks.map((chunk) => `[${chunk.join(',')}]`);
}

/** A table of the project is found in the target's catalog and schema. */
function sourceTable({ sourceTable: name }: LoadConfig, tables: Project['tables']): string {
  return tables.has(name) ? `\${var.catalog}.\${var.schema}.${name}` : name;
}
