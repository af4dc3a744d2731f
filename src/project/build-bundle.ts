import { basename } from 'node:path';
import type { Location } from '../kernel/index.ts';
import type { BundleInput, GrantsInput, TargetBundleInput } from './bundle-schema.ts';
import { namesOf, textValues } from './lists.ts';
import { mergeCompute } from './merge-compute.ts';
import type { YamlFile, YamlPath } from './read-yaml.ts';

/** What `headrace bundle` is told, for one target. Texts may hold `${secret:…}` and `${env:…}`. */
export interface BundleConfig {
  readonly name: string;
  readonly schedule:
    | { readonly cron: string; readonly timezone: string; readonly paused: boolean | undefined }
    | undefined;
  readonly parameters: { readonly tags: string; readonly mode: 'batch' | 'streaming' };
  readonly compute: ComputeConfig;
  readonly continuous: boolean;
  readonly configuration: Readonly<Record<string, string>>;
  readonly notifications: NotificationsConfig;
  readonly retries: { readonly count: number; readonly afterSeconds: number };
  readonly timeoutSeconds: number | undefined;
  readonly queue: boolean;
  /** A run that takes longer counts as unhealthy. */
  readonly longSeconds: number | undefined;
  readonly tags: Readonly<Record<string, string>>;
  /** Pipelines besides the one that holds all other tables, in the order written. */
  readonly pipelines: readonly PipelineGroup[];
  /** Python packages, as pip takes them. */
  readonly libraries: readonly string[];
  readonly files: readonly string[];
  readonly permissions: readonly Permission[];
  readonly runAs: Identity | undefined;
  readonly loader: LoaderConfig | undefined;
  readonly at: Location;
  /** Where each key stands that is written: at the target, if it is said there. */
  readonly places: Readonly<Record<string, Location>>;
}

/** Compute as written; what is not said is left to the platform. */
export type ComputeConfig = NonNullable<BundleInput['compute']>;

export interface NotificationsConfig {
  readonly email: readonly string[];
  readonly webhook: readonly string[];
  readonly on: readonly ('start' | 'success' | 'failure' | 'long')[];
}

export interface PipelineGroup {
  readonly name: string;
  readonly layers: readonly string[];
  readonly tags: readonly string[];
  readonly tables: readonly string[];
  readonly continuous: boolean | undefined;
  /** Its own over that of the bundle. */
  readonly compute: ComputeConfig;
  readonly at: Location;
}

export interface LoaderConfig {
  readonly package: string;
  readonly sparkVersion: string;
  readonly nodeTypeId: string | undefined;
  readonly policyId: string | undefined;
  readonly dockerImage: string | undefined;
  readonly warehouseId: string | undefined;
  readonly esNodes: string | undefined;
  readonly deadLetters: string | undefined;
  readonly environment: Readonly<Record<string, string>>;
  readonly concurrency: number;
  readonly afterPipelines: boolean;
}

export interface Identity {
  readonly user_name?: string | undefined;
  readonly service_principal_name?: string | undefined;
}

export interface Permission extends Identity {
  readonly level: 'CAN_VIEW' | 'CAN_RUN' | 'CAN_MANAGE';
  readonly group_name?: string | undefined;
}

/** Principal -> privileges. */
type Privileges = Readonly<Record<string, readonly string[]>>;

export interface Grants {
  readonly all: Privileges;
  readonly byLayer: Readonly<Record<string, Privileges>>;
  /** Where each principal or layer stands. */
  readonly places: Readonly<Record<string, Location>>;
}

/** Where `bundle:` comes from. */
interface BundleSource {
  readonly root: string;
  readonly file: YamlFile;
  /** The name of the target in use. */
  readonly targetName: string;
}

/** `bundle:` with that of the target over it, and with its defaults. */
export function buildBundle(
  config: BundleInput = {},
  target: TargetBundleInput = {},
  { root, file, targetName }: BundleSource,
): BundleConfig {
  const { retries, timeout, health, continuous, queue } = { ...config, ...target };
  const notifications = target.notifications ?? config.notifications;
  const compute = mergeCompute(config.compute, target.compute);
  return {
    name: config.name ?? slug(basename(root)),
    schedule: buildSchedule(config.schedule, target.schedule),
    parameters: { tags: 'daily', mode: 'batch', ...config.parameters, ...target.parameters },
    compute,
    continuous: continuous ?? false,
    configuration: { ...textValues(config.configuration), ...textValues(target.configuration) },
    notifications: buildNotifications(notifications),
    retries:
      typeof retries === 'object'
        ? { count: retries.count, afterSeconds: seconds(retries.after) ?? 60 }
        : { count: retries ?? 1, afterSeconds: 60 },
    timeoutSeconds: seconds(timeout),
    queue: queue ?? true,
    longSeconds: seconds(health?.duration),
    tags: { ...textValues(config.tags), ...textValues(target.tags) },
    pipelines: Object.entries(config.pipelines ?? {}).map(([name, group]) => ({
      name,
      layers: namesOf(group.layers),
      tags: namesOf(group.tags),
      tables: namesOf(group.tables),
      continuous: group.continuous,
      compute: mergeCompute(compute, group.compute),
      at: file.at(['bundle', 'pipelines', name]),
    })),
    libraries: [config.libraries ?? []].flat(),
    files: [config.files ?? []].flat(),
    permissions: config.permissions ?? [],
    runAs: config.run_as,
    loader: buildLoader(config.loader),
    at: file.keyAt(['bundle']) ?? file.at([]),
    places: {
      ...placesOf(file, ['bundle'], Object.keys(config)),
      ...placesOf(file, ['targets', targetName, 'bundle'], Object.keys(target)),
    },
  };
}

/** The schedule of a target over that for all: what the target does not say stays. */
function buildSchedule(
  common: BundleInput['schedule'],
  own: TargetBundleInput['schedule'],
): BundleConfig['schedule'] {
  const [base, over] = [common, own].map((one) => (typeof one === 'string' ? { cron: one } : one));
  const { cron, timezone, paused } = { ...base, ...over };
  return cron === undefined ? undefined : { cron, timezone: timezone ?? 'UTC', paused };
}

/** `notifications:` with its defaults. */
export function buildNotifications(config: BundleInput['notifications']): NotificationsConfig {
  return {
    email: namesOf(config?.email),
    webhook: namesOf(config?.webhook),
    on: [config?.on ?? 'failure'].flat(),
  };
}

function buildLoader(config: BundleInput['loader']): LoaderConfig | undefined {
  if (config === undefined || config === false) return undefined;
  const loader = config === true ? {} : config;
  return {
    package: loader.package ?? 'vendor/headrace.tgz',
    sparkVersion: loader.spark_version ?? '16.4.x-scala2.12',
    nodeTypeId: loader.node_type_id,
    policyId: loader.policy_id,
    dockerImage: loader.docker_image,
    warehouseId: loader.warehouse_id,
    esNodes: loader.es_nodes,
    deadLetters: loader.dead_letters,
    environment: textValues(loader.environment),
    concurrency: Number(loader.concurrency ?? 8),
    afterPipelines: loader.after_pipelines ?? true,
  };
}

function placesOf(file: YamlFile, path: YamlPath, keys: readonly string[]): Record<string, Location> {
  return Object.fromEntries(keys.map((key) => [key, file.keyAt([...path, key]) ?? file.at(path)]));
}

export function buildGrants(config: GrantsInput = {}, file: YamlFile): Grants {
  const all: Record<string, readonly string[]> = {};
  const byLayer: Record<string, Privileges> = {};
  for (const [name, value] of Object.entries(config)) {
    if (typeof value === 'string' || Array.isArray(value)) all[name] = namesOf(value);
    else byLayer[name] = privileges(value);
  }
  return { all, byLayer, places: placesOf(file, ['grants'], Object.keys(config)) };
}

function privileges(config: Readonly<Record<string, string | readonly string[]>>): Privileges {
  return Object.fromEntries(Object.entries(config).map(([who, what]) => [who, namesOf(what)]));
}

const unitSeconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** `90s`, `30m`, `2h`, `1d`; the schema has checked the form. */
function seconds(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  return Math.round(Number.parseFloat(text) * (unitSeconds[text.trim().slice(-1)] ?? 1));
}

function slug(text: string): string {
  const words = text.toLowerCase().replace(/[^a-z0-9]+/g, '_');
  return words.replace(/^_+|_+$/g, '') || 'headrace';
}
