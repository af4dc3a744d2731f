import type { Tree } from '../../deploy/index.ts';
import { isTimezone, type Location, nearest, type Problem } from '../../kernel/index.ts';
import type { ConnectorSettings } from '../settings/index.ts';
import { modeOf, targetsOf } from './bundle-yml.ts';
import { type ConnectorCode, isWorkspacePath } from './connector-code.ts';
import { computeProblems } from './pipeline-resource.ts';
import type { IngestPipeline } from './pipelines.ts';
import {
  bundleReference,
  localIngestPath,
  managedOptions,
  noCode,
  noPlace,
  noPlannedSize,
  noRootPath,
  noSchedule,
  severalDefaults,
  unknownTimezone,
} from './problems.ts';

interface SettingsRequest {
  readonly settings: ConnectorSettings;
  readonly at?: (path: readonly (string | number)[]) => Location | undefined;
  readonly code: ConnectorCode;
  readonly planned?: { readonly lock: string } | undefined;
}

/** What can be wrong only with databricks.yml. */
export function bundleProblems(
  pipelines: readonly IngestPipeline[],
  bundle: string,
  request: SettingsRequest,
): Problem[] {
  const { settings, code } = request;
  const at = request.at ?? (() => undefined);
  const missing = (['catalog', 'schema'] as const).filter(
    (key) =>
      settings[key] === undefined &&
      pipelines.some(({ tables: [table] }) => table?.destination[key] === undefined),
  );
  const path = settings.ingest_files_path;
  const timezone = settings.timezone;
  const defaults = Object.entries(settings.targets ?? {}).flatMap(([name, said]) =>
    said.default ? [name] : [],
  );
  const idle = pipelines.filter(({ schedule }) => schedule === undefined).map(({ group }) => group);
  const lacksCode =
    code.dependencies.length === 0 && (code.rootPath === undefined || pipelines.some(isManaged));
  return [
    // One without the other is told of where destinations are checked.
    ...(missing.length === 2 ? [noPlace({ missing })] : []),
    ...(path !== undefined && isLocal(path) ? [localIngestPath({ path }, at(['ingest_files_path']))] : []),
    ...(timezone !== undefined && !isTimezone(timezone)
      ? [
          unknownTimezone(
            { timezone, meant: nearest(timezone, Intl.supportedValuesOf('timeZone')) },
            at(['timezone']),
          ),
        ]
      : []),
    ...(defaults.length > 1 ? [severalDefaults({ targets: defaults }, at(['targets']))] : []),
    ...Object.entries(targetsOf(settings)).flatMap(([target, said]) =>
      modeOf(target, said) === 'production' && said.root_path === undefined
        ? [noRootPath({ target, bundle }, at(['targets', target]))]
        : [],
    ),
    ...(settings.emit_jobs && idle.length > 0 ? [noSchedule({ groups: idle })] : []),
    ...(lacksCode && pipelines.length > 0
      ? [noCode({ form: pipelines.some(isManaged) ? 'wheels' : 'any' })]
      : []),
    ...sizeProblems(pipelines, request),
    ...pipelines.flatMap((pipeline) => computeProblems(pipeline, settings)),
    ...pipelines.filter(isManaged).flatMap(managedProblems),
  ];
}

/** Sizes that the plan was to say and does not. */
function sizeProblems(
  pipelines: readonly IngestPipeline[],
  { settings, planned }: SettingsRequest,
): Problem[] {
  if (settings.num_workers !== 'plan') return [];
  const sizeless = pipelines.filter(
    ({ group, plannedWorkers, managed }) =>
      !managed && plannedWorkers === undefined && settings.groups?.[group]?.num_workers === undefined,
  );
  const groups = sizeless.map(({ group }) => group);
  return groups.length > 0 ? [noPlannedSize({ groups, lock: planned?.lock ?? 'no lock file' })] : [];
}

/** Names go into the bundle's file as they are, where `${…}` is replaced; and some things cannot be said there. */
function managedProblems({ group, connection, tables }: IngestPipeline): Problem[] {
  const texts: Tree[] = [
    connection,
    ...tables.flatMap(({ sourceTable, destination, controls }) => [
      sourceTable,
      destination.table,
      ...Object.values(controls).flat(),
    ]),
  ];
  return [
    ...tables.flatMap(({ sourceTable, options, at }) => {
      const names = Object.keys(options);
      return names.length > 0 ? [managedOptions({ table: sourceTable, group, options: names }, at)] : [];
    }),
    ...texts.flatMap((text) =>
      typeof text === 'string' && text.includes('${')
        ? [bundleReference({ text, where: `The managed pipeline "${group}"` })]
        : [],
    ),
  ];
}

function isManaged({ managed }: IngestPipeline): boolean {
  return managed;
}

/** A path that begins at the root of this machine, and is none of a workspace. */
function isLocal(path: string): boolean {
  return (path.startsWith('/') || /^[A-Za-z]:[\\/]/.test(path)) && !isWorkspacePath(path);
}
