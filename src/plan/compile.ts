import { byteToCharOffset, hasErrors, type Location, locate, type Problem } from '../kernel/index.ts';
import type { Project, Table } from '../project/index.ts';
import { layerProblems } from '../project/index.ts';
import type { Finding, Reference, SelectFacts } from '../sql/index.ts';
import { findCycles } from './cycles.ts';
import { buildGraph, type Graph } from './graph.ts';
import * as problem from './problems.ts';

/** A table together with what its SELECT turned out to read. */
export interface CompiledTable {
  readonly table: Table;
  /** The SELECT; undefined for a Python transformation, which only Spark and Databricks run. */
  readonly sql: string | undefined;
  /** Tables it reads, in order of name. */
  readonly inputs: readonly string[];
  /** Those of them that it reads as `STREAM(name)`. */
  readonly streams: readonly string[];
  readonly readsSource: boolean;
  /** Functions in it whose value differs from call to call. */
  readonly volatile: readonly string[];
}

export interface Compiled {
  readonly project: Project;
  readonly tables: ReadonlyMap<string, CompiledTable>;
  readonly graph: Graph;
  /** The project's own problems and those found here. */
  readonly problems: readonly Problem[];
  /** How much of what Spark would read otherwise is not among the problems, as nobody asked for it. */
  readonly notPortable: number;
  /** Declared inputs that differ from the SQL: table -> what to write. For `validate --fix`. */
  readonly wrongInputs: ReadonlyMap<string, readonly string[]>;
}

/** Why a text is no SELECT; `offset` is in characters. */
export interface SelectFault {
  readonly message: string;
  readonly offset: number;
}

export interface ReadSelect extends SelectFacts {
  /** What DuckDB and Spark would not read alike. */
  readonly findings: readonly Finding[];
}

/** What becomes of SQL that DuckDB and Spark would not read alike. */
export type Portability = 'ignore' | 'warn' | 'require';

/** Reads many SELECTs at once; the caller brings the parser (and may remember its answers). */
export type ReadSelects = (sqls: readonly string[]) => Promise<ReadonlyMap<string, ReadSelect | SelectFault>>;

/** Resolves every table's inputs and checks the project as a whole. Collects problems, throws none. */
export async function compile(
  project: Project,
  readSelects: ReadSelects,
  portability: Portability = portabilityOf(project),
): Promise<Compiled> {
  const problems: Problem[] = [...project.problems];
  let notPortable = 0;
  const wrongInputs = new Map<string, readonly string[]>();
  const tables = new Map<string, CompiledTable>();
  const byLowerCase = new Map([...project.tables.keys()].map((name) => [name.toLowerCase(), name]));

  const sqls = [...project.tables.values()].map(sqlOf).filter((sql) => sql !== undefined);
  const read = await readSelects([...new Set(sqls)]);

  for (const table of project.tables.values()) {
    const sql = sqlOf(table);
    const facts = sql === undefined ? undefined : read.get(sql);
    if (sql === undefined || facts === undefined || 'message' in facts) {
      if (sql !== undefined && facts !== undefined && 'message' in facts) {
        problems.push(problem.syntaxError(facts, sqlLocation(table, facts.offset)));
      }
      tables.set(table.name, unread(table, sql));
      continue;
    }
    const found = resolve(table, sql, facts, byLowerCase);
    problems.push(...found.problems);
    const findings = facts.findings.filter(({ problem }) => concerns(problem, portability));
    notPortable += facts.findings.length - findings.length;
    problems.push(...findings.map((finding) => portabilityProblem(finding, table, portability)));
    tables.set(table.name, found.compiled);
    const written = table.declaredInputs;
    if (written === undefined || hasErrors(found.problems)) continue;
    const { inputs } = found.compiled;
    const missing = inputs.filter((input) => !written.includes(input));
    const extra = written.filter((input) => !inputs.includes(input) && project.tables.has(input));
    if (missing.length + extra.length === 0) continue;
    wrongInputs.set(table.name, inputs);
    problems.push(
      problem.wrongDependsOn({ table: table.name, missing, extra }, table.dependsOnAt ?? table.at),
    );
  }

  for (const { table, streams } of tables.values()) {
    for (const input of streams) {
      if (tables.get(input)?.table.kind === 'streaming_table') continue;
      problems.push(problem.streamOfView({ input }, table.at));
    }
  }
  for (const { table, inputs } of tables.values()) {
    const known = inputs.flatMap((input) => project.tables.get(input) ?? []);
    problems.push(...layerProblems(table, known));
  }
  const graph = buildGraph(new Map([...tables].map(([name, { inputs }]) => [name, inputs])));
  for (const members of findCycles(graph)) {
    problems.push(problem.cycle({ tables: members }, project.tables.get(members[0] ?? '')?.at));
  }
  return { project, tables, graph, problems, notPortable, wrongInputs };
}

/** Portable SQL is a must where Spark is to run it, good to have where another target does, else nobody's business. */
function portabilityOf({ target, targets }: Project): Portability {
  if (target.engine !== 'duckdb') return 'require';
  return targets.some(({ engine }) => engine !== 'duckdb') ? 'warn' : 'ignore';
}

/** What only some rows would show matters where Spark runs, or on request. */
function concerns(problem: Problem, portability: Portability): boolean {
  return portability === 'require' || (portability === 'warn' && problem.severity === 'error');
}

function portabilityProblem(
  { problem, offset, length }: Finding,
  table: Table,
  portability: Portability,
): Problem {
  const severity = portability === 'require' ? problem.severity : 'warning';
  return { ...problem, severity, ...sqlLocation(table, offset, length) };
}

/** The SQL of all tables, for whoever prepares a place where it can run. */
export function sqlTexts({ tables }: Compiled): string[] {
  return [...tables.values()].flatMap(({ sql }) => sql ?? []);
}

function sqlOf(table: Table): string | undefined {
  return table.transformation.language === 'python' ? undefined : table.transformation.sql;
}

/** A table whose SQL could not be read: its declared inputs are all we know. */
function unread(table: Table, sql: string | undefined): CompiledTable {
  const inputs = table.declaredInputs ?? [];
  return { table, sql, inputs, streams: [], readsSource: table.source !== undefined, volatile: [] };
}

function resolve(
  table: Table,
  sql: string,
  facts: SelectFacts,
  byLowerCase: ReadonlyMap<string, string>,
): { compiled: CompiledTable; problems: Problem[] } {
  const problems: Problem[] = [];
  const inputs = new Set<string>();
  const streams = new Set<string>();
  let readsSource = false;
  const at = ({ offset, name }: Reference): Location =>
    sqlLocation(table, byteToCharOffset(sql, offset), name.length);

  for (const reference of facts.references) {
    const { name, schema, stream } = reference;
    if (name.toLowerCase() === 'source' && !schema) {
      readsSource = true;
      if (!table.source) problems.push(problem.sourceWithoutSource({ table: table.name }, at(reference)));
      continue;
    }
    const known = byLowerCase.get(name.toLowerCase());
    if (known === undefined) {
      problems.push(problem.unknownRelation({ name, names: [...byLowerCase.values()] }, at(reference)));
    } else if (schema) {
      problems.push(problem.qualifiedName({ written: `${schema}.${name}`, name: known }, at(reference)));
    } else {
      inputs.add(known);
      if (stream) streams.add(known);
    }
    if (stream && known && table.kind === 'materialized_view') {
      problems.push(problem.streamInView({ table: table.name, input: known }, at(reference)));
    }
  }
  for (const { name, offset } of facts.outside) {
    const place = sqlLocation(table, byteToCharOffset(sql, offset), name.length);
    problems.push(problem.readsOutside({ table: table.name, name }, place));
  }
  if (facts.joinedStreams.length > 0) {
    problems.push(problem.joinedStreams({ table: table.name, inputs: facts.joinedStreams }, table.at));
  }
  if (table.kind === 'streaming_table' && streams.size === 0 && !readsSource && problems.length === 0) {
    problems.push(problem.nothingStreams({ table: table.name }, table.at));
  }
  const compiled: CompiledTable = {
    table,
    sql,
    inputs: [...inputs].sort(),
    streams: [...streams].sort(),
    readsSource,
    volatile: facts.volatile,
  };
  return { compiled, problems };
}

/** A place in a table's SQL: in the user's file, or in the SQL that a TypeScript file made. */
export function sqlLocation(table: Table, offset: number, length?: number): Location {
  const { transformation } = table;
  if (transformation.language === 'python' || transformation.language === 'none') return table.at;
  const file =
    transformation.language === 'typescript' ? `${transformation.file} (its SQL)` : transformation.file;
  return locate(file, transformation.sql, offset, length);
}
