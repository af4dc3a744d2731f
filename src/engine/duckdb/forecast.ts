import { type Clock, listing, type Problem } from '../../kernel/index.ts';
import { type Compiled, type CompiledTable, sqlTexts, subgraph, topologicalOrder } from '../../plan/index.ts';
import { openState, statePaths } from '../../state/index.ts';
import { openWarehouse, type Warehouse } from '../../warehouse/index.ts';
import type { BuildOptions, EngineContext } from './context.ts';
import { examine } from './examine.ts';
import { neverBuilt } from './run-plan.ts';
import { openSession } from './session.ts';

/** What a run would do with one table. */
export interface PlannedTable {
  readonly table: string;
  readonly action: 'build' | 'skip' | 'fail' | 'blocked';
  readonly reason: string;
  readonly problems: readonly Problem[];
}

/** An input that is read as it stands, and when it was published (ms since the epoch). */
export interface StandingInput {
  readonly table: string;
  readonly publishedAt: number;
  readonly rows: number;
}

export interface Forecast {
  readonly tables: readonly PlannedTable[];
  readonly standing: readonly StandingInput[];
  readonly problems: readonly Problem[];
}

/** Says what a run would do, in order, and why. Publishes nothing, and takes no lock. */
export async function forecast(
  compiled: Compiled,
  selected: ReadonlySet<string>,
  options: BuildOptions,
  clock: Clock,
): Promise<Forecast> {
  const { root, storage } = compiled.project;
  const paths = statePaths(root);
  const db = openState(root);
  const session = openSession(storage, paths.temp, sqlTexts(compiled));
  try {
    const warehouse = openWarehouse(db, paths);
    const problems = neverBuilt(compiled, selected, (table) => warehouse.head(table) !== undefined);
    const context: EngineContext = { compiled, session, warehouse, clock };
    const tables: PlannedTable[] = [];
    const done = { willBuild: new Set<string>(), willFail: new Set<string>() };
    for (const name of topologicalOrder(subgraph(compiled.graph, selected))) {
      const found = compiled.tables.get(name);
      if (!found) continue;
      const planned = await foresee(context, found, options, done);
      if (planned.action === 'build') done.willBuild.add(name);
      else if (planned.action !== 'skip') done.willFail.add(name);
      tables.push(planned);
    }
    return { tables, standing: standingInputs(compiled, selected, warehouse), problems };
  } finally {
    session.close();
    db.close();
  }
}

async function foresee(
  context: EngineContext,
  compiled: CompiledTable,
  options: BuildOptions,
  { willBuild, willFail }: Readonly<Record<'willBuild' | 'willFail', ReadonlySet<string>>>,
): Promise<PlannedTable> {
  const table = compiled.table.name;
  const culprit = compiled.inputs.find((input) => willFail.has(input));
  if (culprit) return { table, action: 'blocked', reason: `${culprit} would fail`, problems: [] };
  const upstream = compiled.inputs.filter((input) => willBuild.has(input));
  const head = context.warehouse.head(table);
  // With an input that is still to be built the table cannot be examined yet; that it follows is sure.
  const streamOnly = compiled.table.kind === 'streaming_table';
  const follows = streamOnly ? upstream.filter((input) => compiled.streams.includes(input)) : upstream;
  if (follows.length > 0 || upstream.some((input) => !context.warehouse.head(input))) {
    const reason = head ? `after ${listing(upstream, 3)}` : 'first build';
    return { table, action: 'build', reason, problems: [] };
  }
  const found = await examine(context, compiled, options);
  if (found.outcome === 'problems') {
    return { table, action: 'fail', reason: 'cannot be built', problems: found.problems };
  }
  if (found.outcome === 'waiting') return { table, action: 'skip', reason: found.reason, problems: [] };
  return { table, ...found.decision, problems: found.warnings };
}

function standingInputs(
  compiled: Compiled,
  selected: ReadonlySet<string>,
  warehouse: Warehouse,
): StandingInput[] {
  const names = new Set([...selected].flatMap((name) => compiled.tables.get(name)?.inputs ?? []));
  return [...names]
    .filter((name) => !selected.has(name))
    .flatMap((name) => warehouse.head(name) ?? [])
    .map(({ name, publishedAt, rows }) => ({ table: name, publishedAt, rows }));
}
