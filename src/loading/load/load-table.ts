import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Clock, Problem } from '../../kernel/index.ts';
import type { Project } from '../../project/index.ts';
import type { LoadingEvent, LoadingReport } from '../record/events.ts';
import { lastKeyOf, recordedLoad } from '../record/recorded-load.ts';
import type { LoaderSettings } from '../settings/settings.ts';
import type { Clusters } from './clusters.ts';
import { chooseCourse, type LoadCourse, loadDetails, loadKey } from './course.ts';
import { clusterPlace, embeddedPlace, type LoadPlace } from './place.ts';
import type { LoadPlan } from './plan.ts';
import { type LoadPin, type LoadSource, openLoadSource } from './source.ts';

/** What loads that run side by side have in common. */
export interface LoadContext {
  readonly root: string;
  readonly project: Project | undefined;
  readonly env: NodeJS.ProcessEnv;
  readonly settings: LoaderSettings;
  readonly clusters: Clusters;
  /** How many loads share this process's memory. */
  readonly parallel: number;
  readonly restart: boolean;
  readonly deadLetters: string | undefined;
  readonly dryRun: boolean;
  readonly signal: AbortSignal;
  readonly onEvent: (event: LoadingEvent) => void;
  readonly clock: Clock;
}

/**
 * Loads one table into its index: all of it, or what an interrupted load has left of the version that it
 * began with, or nothing where its batch was loaded.
 *
 * @throws HeadraceError: 2 for what makes no sense, 4 while another loader is at it, 5 where the cluster is
 * out of reach, 130 when interrupted; it can be run again after all of them.
 */
export async function loadTable(plan: LoadPlan, context: LoadContext): Promise<LoadingReport> {
  const { root, clusters, dryRun, restart } = context;
  const cluster = plan.cluster && (await clusters.reach(plan.cluster));
  const place = cluster
    ? await clusterPlace(cluster.connection, plan, context)
    : embeddedPlace(plan, context);
  const key = loadKey(plan, root, place.physical);
  if (dryRun) {
    const previous = await place.states.read(key);
    const course = await chooseCourse(plan, previous, place, restart);
    return course.mode === 'none'
      ? nothingToDo(plan, place, course, context)
      : describeLoad(plan, place, course, lastKeyOf(previous), context);
  }
  const owner = `headrace load ${plan.label}, process ${process.pid} on ${hostname()}`;
  const session = await place.states.open(key, owner);
  // Once the loader has it, the loader gives it back: or not, while something may still be on its way.
  let handedOver = false;
  let source: LoadSource | undefined;
  try {
    const course = await chooseCourse(plan, session.previous, place, restart);
    if (course.mode === 'none') return nothingToDo(plan, place, course, context);
    warn(plan, course, context);
    source = await openSource(plan, course, context);
    const opened = await place.open(source, (problem) => tellWarning(plan, problem, context));
    try {
      handedOver = true;
      const { settings, deadLetters, signal, onEvent, clock } = context;
      const done = course.mode === 'resume' ? (session.previous?.counts.read ?? 0) : 0;
      return await recordedLoad({
        kind: 'load',
        name: plan.name,
        ...{ root, key, session, source, settings, deadLetters, signal, onEvent, clock },
        mode: course.mode,
        sourceName: source.name,
        sourceConfig: describeSource(plan, source.pin),
        target: opened.target,
        expected: source.rows === undefined ? undefined : Math.max(0, source.rows - done),
        details: loadDetails(plan, source.pin, opened.identity),
        budget: cluster?.budget,
      });
    } finally {
      await opened.target.close();
    }
  } finally {
    source?.close();
    if (!handedOver) await session.release();
  }
}

function openSource(plan: LoadPlan, course: LoadCourse, context: LoadContext): Promise<LoadSource> {
  return openLoadSource(plan, course.mode === 'resume' ? course.pin : undefined, context);
}

function describeSource(plan: LoadPlan, pin: LoadPin): Readonly<Record<string, unknown>> {
  const { sourceTable, dataSource, batchId, id, version } = plan;
  return {
    source_table: sourceTable,
    data_source: dataSource,
    ...(batchId !== undefined && { batch_id: batchId }),
    id,
    ...(version !== undefined && { version }),
    pin,
  };
}

function tellWarning({ label }: LoadPlan, problem: Problem, { clock, onEvent }: LoadContext): void {
  onEvent({ type: 'load_warning', at: clock.now(), id: label, problem });
}

function warn(plan: LoadPlan, course: LoadCourse, context: LoadContext): void {
  if (course.mode !== 'resume' && course.warning) tellWarning(plan, course.warning, context);
}

function nothingToDo(
  plan: LoadPlan,
  place: LoadPlace,
  course: LoadCourse,
  context: LoadContext,
): LoadingReport {
  warn(plan, course, context);
  const report = emptyReport(plan, place, 'none');
  context.onEvent({ type: 'load_finished', at: context.clock.now(), id: randomUUID(), ...report });
  return report;
}

/** Says what would be done, after a look at both sides. */
async function describeLoad(
  plan: LoadPlan,
  place: LoadPlace,
  course: Exclude<LoadCourse, { readonly mode: 'none' }>,
  lastKey: string | undefined,
  context: LoadContext,
): Promise<LoadingReport> {
  warn(plan, course, context);
  const source = await openSource(plan, course, context);
  try {
    const { target } = await place.open(source, (problem) => tellWarning(plan, problem, context));
    await target.close();
    context.onEvent({
      type: 'load_started',
      at: context.clock.now(),
      kind: 'load',
      id: 'dry-run',
      source: source.name,
      target: place.physical,
      alias: place.alias,
      mode: course.mode,
      ...(course.mode === 'resume' && lastKey !== undefined && { after: lastKey }),
      expected: source.rows,
    });
    return emptyReport(plan, place, course.mode);
  } finally {
    source.close();
  }
}

function emptyReport(
  { source }: LoadPlan,
  { physical, alias }: LoadPlace,
  mode: LoadCourse['mode'],
): LoadingReport {
  return {
    ...{ source, target: physical, alias, mode },
    ...{ read: 0, stored: 0, stale: 0, dead: 0, deleted: 0, retries: 0, requests: 0, bytes: 0 },
    ...{ durationMs: 0, docsPerSecond: 0, bulkP50Ms: 0, bulkP99Ms: 0 },
    ...{ lastSyncedItem: undefined, deadLetters: undefined },
  };
}
