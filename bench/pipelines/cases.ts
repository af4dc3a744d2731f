import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import type { Command } from '../shared/run-to-end.ts';
import { listing } from './listing.ts';
import { measure } from './measure.ts';
import {
  bareIntoFile,
  bareIntoParquet,
  type ProjectInput,
  type StatementPlan,
  writeDbtProject,
  writeHeadraceProject,
  writeSqlmeshProject,
} from './projects.ts';
import { trivialTables, workloadTables } from './workload.ts';

export const groups = ['workload', 'trivial', 'startup'] as const;
export type Group = (typeof groups)[number];

export const tools = ['bare', 'headrace', 'dbt', 'sqlmesh'] as const;
export type Tool = (typeof tools)[number];

/** One line of the report: a command, measured once a round. */
export interface Case {
  /** `group/name`; bars refer to it. */
  readonly id: string;
  readonly group: Group;
  readonly tool: Tool;
  readonly label: string;
  readonly command: Command;
  /** Brings the state the command is to find; not measured. */
  readonly prepare?: () => void | Promise<void>;
  /** Something that must be true of what the command left behind. */
  readonly check?: CaseCheck;
}

export interface CaseCheck {
  readonly what: string;
  /** What is wrong; undefined when nothing is. */
  readonly complaint: () => string | undefined;
}

/** Where the benchmark works, and the programs it found. */
export interface Workspace {
  /** The folder that all projects are written to. */
  readonly folder: string;
  readonly data: string;
  /** `dist/bin.js`; undefined when it is not built. */
  readonly headrace: string | undefined;
  readonly dbt: string | undefined;
  readonly sqlmesh: string | undefined;
}

/** A case before it is told its group: its id is only the name. */
type Draft = Omit<Case, 'group'>;

const memoryLimit = '512MB';
const sqlmeshPlan = ['plan', '--auto-apply', '--no-prompts'];

/** Writes all projects, and lists what to measure in them, in the order of a round. */
export function makeCases(workspace: Workspace): Case[] {
  const { data } = workspace;
  const workload: ProjectInput = { tables: workloadTables, data };
  const trivial: ProjectInput = { tables: trivialTables, data };
  const limited: ProjectInput = { ...workload, memoryLimit };
  const at = (...path: string[]): string => join(workspace.folder, ...path);

  return [
    ...inGroup('workload', [
      bareFile('bare-file', at('workload', 'bare-file'), workload),
      bareParquet('bare-parquet', at('workload', 'bare-parquet'), workload),
      ...headraceRuns(workspace, at('workload', 'headrace'), workload),
      ...dbtRuns(workspace, at('workload', 'dbt'), workload),
      ...sqlmeshRuns(workspace, at('workload', 'sqlmesh'), workload),
      bareParquet('bare-parquet-512mb', at('workload', 'bare-parquet-512mb'), limited),
      ...headraceLimitedRun(workspace, at('workload', 'headrace-512mb'), limited),
    ]),
    ...inGroup('trivial', [
      bareFile('bare-file', at('trivial', 'bare-file'), trivial),
      bareParquet('bare-parquet', at('trivial', 'bare-parquet'), trivial),
      ...headraceRuns(workspace, at('trivial', 'headrace'), trivial),
      ...headraceValidate(workspace, at('trivial', 'headrace')),
      ...dbtRuns(workspace, at('trivial', 'dbt'), trivial),
      ...dbtParses(workspace, at('trivial', 'dbt')),
      ...sqlmeshRuns(workspace, at('trivial', 'sqlmesh'), trivial),
    ]),
    ...inGroup('startup', startup(workspace)),
  ];
}

function inGroup(group: Group, drafts: readonly Draft[]): Case[] {
  return drafts.map((draft) => ({ ...draft, group, id: `${group}/${draft.id}` }));
}

const remove = (...paths: string[]): void => {
  for (const path of paths) rmSync(path, { recursive: true, force: true });
};

function bareFile(id: string, folder: string, input: ProjectInput): Draft {
  const label = 'bare SQL into a DuckDB file';
  return bare(id, label, folder, bareIntoFile(join(folder, 'bench.duckdb'), input));
}

function bareParquet(id: string, folder: string, input: ProjectInput): Draft {
  const limit = input.memoryLimit ? `, memory_limit ${input.memoryLimit}` : '';
  return bare(id, `bare SQL into Parquet files${limit}`, folder, bareIntoParquet(folder, input));
}

function bare(id: string, label: string, folder: string, plan: StatementPlan): Draft {
  const planFile = `${folder}.json`;
  mkdirSync(dirname(planFile), { recursive: true });
  writeFileSync(planFile, JSON.stringify(plan));
  const script = join(import.meta.dirname, 'run-statements.mjs');
  return {
    id,
    tool: 'bare',
    label,
    command: { program: process.execPath, args: [script, planFile], cwd: dirname(folder) },
    prepare() {
      remove(folder);
      mkdirSync(folder, { recursive: true });
    },
  };
}

/** The project as somebody just wrote it, with nothing remembered: no state, no inferred schemas. */
const forgetHeadrace = (root: string): void => remove(join(root, '.headrace'), join(root, 'schemas'));

function headraceCommand(bin: string, root: string, ...args: string[]): Command {
  return { program: process.execPath, args: [bin, ...args, '--project', root], cwd: dirname(root) };
}

function headraceRuns({ headrace: bin }: Workspace, root: string, input: ProjectInput): Draft[] {
  if (!bin) return [];
  writeHeadraceProject(root, input);
  const command = headraceCommand(bin, root, 'run');
  const warehouse = join(root, '.headrace', 'warehouse');
  let before = '';
  return [
    { id: 'headrace', tool: 'headrace', label: 'headrace run', command, prepare: () => forgetHeadrace(root) },
    {
      id: 'headrace-unchanged',
      tool: 'headrace',
      label: 'headrace run, nothing changed',
      command,
      prepare() {
        before = listing(warehouse);
      },
      check: {
        what: `${input.tables.length} tables: headrace run with nothing changed writes nothing to the warehouse`,
        complaint: () => (listing(warehouse) === before ? undefined : 'Its files are not the same.'),
      },
    },
  ];
}

function headraceLimitedRun({ headrace: bin }: Workspace, root: string, input: ProjectInput): Draft[] {
  if (!bin) return [];
  writeHeadraceProject(root, input);
  return [
    {
      id: 'headrace-512mb',
      tool: 'headrace',
      label: `headrace run, memory_limit ${input.memoryLimit}`,
      command: headraceCommand(bin, root, 'run'),
      prepare: () => forgetHeadrace(root),
    },
  ];
}

/** In a project that {@link headraceRuns} has written; a run that is not measured goes before. */
function headraceValidate({ headrace: bin }: Workspace, root: string): Draft[] {
  if (!bin) return [];
  const command = headraceCommand(bin, root, 'validate');
  const id = 'headrace-validate';
  const prepare = async (): Promise<void> => void (await measure(command));
  return [{ id, tool: 'headrace', label: 'headrace validate, warm', command, prepare }];
}

/** Parsing alone, in a project that {@link dbtRuns} has written; the cold one leaves what the warm one finds. */
function dbtParses({ dbt: program }: Workspace, root: string): Draft[] {
  if (!program) return [];
  const command: Command = { program, args: ['parse'], cwd: root };
  const forget = (): void => remove(join(root, 'target'));
  return [
    { id: 'dbt-parse-cold', tool: 'dbt', label: 'dbt parse, cold', command, prepare: forget },
    { id: 'dbt-parse-warm', tool: 'dbt', label: 'dbt parse, warm (partial parsing)', command },
  ];
}

function dbtRuns({ dbt: program }: Workspace, root: string, input: ProjectInput): Draft[] {
  if (!program) return [];
  writeDbtProject(root, input, availableParallelism());
  const command: Command = { program, args: ['run'], cwd: root };
  const forget = (): void => remove(join(root, 'target'), join(root, 'bench.duckdb'), join(root, 'logs'));
  return [{ id: 'dbt', tool: 'dbt', label: 'dbt run', command, prepare: forget }];
}

function sqlmeshRuns({ sqlmesh: program }: Workspace, root: string, input: ProjectInput): Draft[] {
  if (!program) return [];
  writeSqlmeshProject(root, input);
  const command: Command = { program, args: sqlmeshPlan, cwd: root };
  const forget = (): void => remove(join(root, '.cache'), join(root, 'bench.duckdb'), join(root, 'logs'));
  return [
    { id: 'sqlmesh', tool: 'sqlmesh', label: 'sqlmesh plan', command, prepare: forget },
    { id: 'sqlmesh-unchanged', tool: 'sqlmesh', label: 'sqlmesh plan, nothing changed', command },
  ];
}

function startup({ headrace: bin, folder }: Workspace): Draft[] {
  const node = (...args: string[]): Command => ({ program: process.execPath, args, cwd: folder });
  return [
    { id: 'node', tool: 'bare', label: 'node -e 0', command: node('-e', '0') },
    ...(bin
      ? [
          {
            id: 'headrace',
            tool: 'headrace',
            label: 'headrace --version',
            command: node(bin, '--version'),
          } as const,
        ]
      : []),
  ];
}
