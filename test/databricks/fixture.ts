import { onTestFinished } from 'vitest';
import { runPlan } from '../../src/engine/databricks/index.ts';
import { cachedSelectReader } from '../../src/engine/duckdb/index.ts';
import {
  type FakeWorkspace,
  type FakeWorkspaceOptions,
  type Fault,
  startFakeWorkspace,
} from '../../src/fake-workspace/index.ts';
import type { Clock } from '../../src/kernel/index.ts';
import { compile } from '../../src/plan/index.ts';
import { loadProject } from '../../src/project/index.ts';
import type { EngineRequest, RunEvent, RunResult } from '../../src/run/index.ts';
import { Project, tables } from '../support/project.ts';

/** Time that passes while somebody sleeps: nobody waits for real. */
class QuickClock implements Clock {
  #now = Date.now();

  now(): number {
    return this.#now;
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    // Others get their turn first, as they would in real time.
    await new Promise((resolve) => setTimeout(resolve, 1));
    if (!signal?.aborted) this.#now += ms;
  }
}

export const token = 'dapi0123456789abcdef0123456789abcdef';

/** raw -> clean -> totals, in one pipeline, or gold in one of its own. */
export function shop(options: { readonly twoPipelines?: boolean } = {}): Project {
  return new Project(
    tables(
      {
        raw: {
          layer: 'bronze',
          source: { type: 'csv', path: '/Volumes/main/shop/landing', columns: { id: 'bigint', v: 'string' } },
        },
        clean: { layer: 'silver', sql: 'SELECT id, upper(v) AS v FROM raw' },
        totals: { layer: 'gold', sql: 'SELECT v, count(*) AS n FROM clean GROUP BY v' },
      },
      {
        bundle: { name: 'shop', ...(options.twoPipelines && { pipelines: { gold: { layers: 'gold' } } }) },
        targets: {
          dev: { default: true, engine: 'databricks', catalog: 'main', schema: 'shop' },
          prod: { engine: 'databricks', catalog: 'main', schema: 'shop' },
          laptop: { engine: 'duckdb' },
        },
      },
    ),
  );
}

const prefix = '[dev you] ';
const spec = { catalog: 'main', schema: 'shop', serverless: true, libraries: [] };

/** What `headrace deploy --target dev` would leave there. */
export const deployed = {
  one: [{ spec: { ...spec, name: `${prefix}shop_main` }, tables: ['raw', 'clean', 'totals'] }],
  two: [
    { spec: { ...spec, name: `${prefix}shop_main` }, tables: ['raw', 'clean'] },
    { spec: { ...spec, name: `${prefix}shop_gold` }, tables: ['totals'] },
  ],
  continuous: [
    { spec: { ...spec, name: `${prefix}shop_main`, continuous: true }, tables: ['raw', 'clean', 'totals'] },
  ],
} as const;

/** An answer that the workspace gives instead of its own. */
export function json(body: object, status = 200): Fault {
  return {
    ...{ kind: 'answer', status, headers: { 'content-type': 'application/json' } },
    body: JSON.stringify(body),
  };
}

export interface Scene {
  readonly clock: QuickClock;
  readonly workspace: FakeWorkspace;
  readonly project: Project;
  readonly env: NodeJS.ProcessEnv;
}

export async function openScene(
  options: FakeWorkspaceOptions = {},
  project: Project = shop(),
): Promise<Scene> {
  const clock = new QuickClock();
  const workspace = await startFakeWorkspace({
    ...{ clock, runMs: 30_000, users: [{ name: 'you@example.com', token }], pipelines: deployed.one },
    ...options,
  });
  onTestFinished(() => workspace.close());
  const env = { DATABRICKS_HOST: workspace.host, DATABRICKS_TOKEN: token };
  return { clock, workspace, project, env };
}

export interface Outcome extends RunResult {
  readonly events: readonly RunEvent[];
}

/** Runs a plan on the engine; `change` sees the events as they come. */
export async function run(
  { clock, project, env }: Scene,
  wanted: Partial<Pick<EngineRequest, 'mode' | 'fullRefresh' | 'force' | 'settled' | 'env'>> & {
    readonly tables?: readonly string[];
    readonly target?: string;
    readonly signal?: AbortSignal;
    readonly stop?: AbortSignal;
    readonly onEvent?: (event: RunEvent) => void;
  } = {},
): Promise<Outcome> {
  const { tables: names, target = 'dev', onEvent, ...rest } = wanted;
  const loaded = await loadProject({ root: project.root, target, vars: {}, env });
  const compiled = await compile(loaded, cachedSelectReader(project.root));
  const events: RunEvent[] = [];
  const never = new AbortController().signal;
  const result = await runPlan({
    ...{ compiled, env, clock, mode: 'batch', signal: never, stop: never },
    selected: new Set(names ?? compiled.tables.keys()),
    ...{ force: new Set(), fullRefresh: new Set(), settled: new Set(), confirmLoss: async () => true },
    ...{ concurrency: 2, triggerMs: 1000, vars: '', command: 'headrace run' },
    ...rest,
    onEvent: (event) => {
      events.push(event);
      onEvent?.(event);
    },
  });
  return { ...result, events };
}

/** `table: status` in the order they were told. */
export function told(events: readonly RunEvent[]): string[] {
  return events.flatMap((event) =>
    event.type === 'table_started'
      ? [`${event.table}: started`]
      : event.type === 'table_finished'
        ? [`${event.table}: ${event.status}`]
        : [],
  );
}

/** Codes of the warnings among events. */
export function warnings(events: readonly RunEvent[]): string[] {
  return events.flatMap((event) => (event.type === 'warning' ? [event.problem.code] : []));
}
