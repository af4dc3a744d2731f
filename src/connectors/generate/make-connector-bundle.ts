import type { GeneratedFile } from '../../deploy/index.ts';
import type { Location, Problem } from '../../kernel/index.ts';
import type { ConnectorSettings } from '../settings/index.ts';
import type { ConnectorTable } from '../types.ts';
import { bundleYml, hasPlaces } from './bundle-yml.ts';
import { bundleProblems } from './check-settings.ts';
import type { ConnectorCode } from './connector-code.ts';
import { commonPlace } from './destinations.ts';
import { ingestFile, pipelineSpec, type SpecValue } from './ingest-file.ts';
import { resourceSlug } from './names.ts';
import { type IngestPipeline, ingestPipelines } from './pipelines.ts';
import { renderYaml } from './render-yaml.ts';

export interface ConnectorBundleRequest {
  readonly source: string;
  readonly tables: readonly ConnectorTable[];
  /** connector.yml, with flags over it. */
  readonly settings: ConnectorSettings;
  /** Places in connector.yml. */
  readonly at?: (path: readonly (string | number)[]) => Location | undefined;
  readonly code: ConnectorCode;
  /** What the plan decided, where there is one. */
  readonly planned?: Planned | undefined;
  /** What is wanted: ingest files, databricks.yml or both. */
  readonly parts: readonly ('ingest' | 'bundle')[];
  /** The name of the bundle's file. */
  readonly bundleFile?: string;
}

/** A plan that is kept in a lock file. */
export interface Planned {
  /** The file, as messages name it. */
  readonly lock: string;
  /** Source table → group. */
  readonly tables: ReadonlyMap<string, string>;
  /** Group → workers that its load asks for. */
  readonly workers: ReadonlyMap<string, number>;
}

export interface ConnectorBundle {
  readonly pipelines: readonly IngestPipeline[];
  readonly files: readonly GeneratedFile[];
  /** What each ingest file tells its pipeline, by the path of the file. */
  readonly specs: ReadonlyMap<string, SpecValue>;
  readonly problems: readonly Problem[];
}

/** Everything that is generated for a connector. Pure: the same list and settings give the same bytes. */
export function makeConnectorBundle(request: ConnectorBundleRequest): ConnectorBundle {
  const { source, tables, code, parts, bundleFile = 'databricks.yml' } = request;
  const settings = { ...request.settings, ...commonPlace(tables, request.settings) };
  const name = settings.bundle_name ?? `${resourceSlug(source)}_connector`;
  const wantsBundle = parts.includes('bundle');
  const scheduled = wantsBundle && (settings.emit_jobs ?? false);
  const { pipelines, problems } = ingestPipelines({
    source,
    tables,
    settings,
    scheduled,
    ...(request.planned && { plannedWorkers: request.planned.workers }),
    ...placesOf(request),
  });
  const placeOfPipeline = hasPlaces(settings);
  const form = settings.form ?? 'today';
  const withFiles = pipelines.filter(({ managed }) => !managed);
  const files: GeneratedFile[] = parts.includes('ingest')
    ? withFiles.map((pipeline) => ingestFile(pipeline, { source, form, placeOfPipeline }))
    : [];
  if (wantsBundle) {
    const tree = bundleYml({
      name,
      pipelines,
      settings,
      code,
      place: placeOfPipeline
        ? { catalog: `\${var.catalog}`, schema: `\${var.schema}` }
        : { catalog: settings.catalog, schema: settings.schema },
      ingestFolder: settings.ingest_files_path?.replace(/\/+$/, '') ?? '.',
    });
    files.push({ path: bundleFile, text: renderYaml(tree), comment: '#' });
  }
  return {
    pipelines,
    files,
    specs: new Map(withFiles.map((each) => [each.names.file, pipelineSpec(each, { placeOfPipeline })])),
    problems: wantsBundle
      ? [...problems, ...bundleProblems(pipelines, name, { ...request, settings })]
      : problems,
  };
}

function placesOf({ at }: ConnectorBundleRequest): Pick<ConnectorBundleRequest, 'at'> {
  return at === undefined ? {} : { at };
}
