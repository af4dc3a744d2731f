import { readFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { codeFrame, exitCode, HeadraceError, type Location, type Problem } from '../../kernel/index.ts';
import type { ConnectorTable } from '../types.ts';
import type { OwnCategory } from './categories.ts';
import { maskOptions } from './mask-options.ts';
import {
  connectorFailed,
  helperDied,
  importFailed,
  incomplete,
  noClass,
  severalClasses,
  tookTooLong,
  tooMuchOutput,
  undescribedTables,
} from './problems.ts';
import type { ConnectorOptions } from './read-options.ts';
import { readSpec } from './read-spec.ts';
import { type PythonResult, runPython } from './run-python.ts';

export interface InspectRequest {
  /** The connector's folder or file. */
  readonly path: string;
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** The interpreter. */
  readonly python: string;
  /** What the connector is made with; without them, made-up ones are tried. */
  readonly options?: ConnectorOptions | undefined;
  readonly className?: string | undefined;
  readonly allowNetwork: boolean;
  /** In s. */
  readonly timeLimit: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * What the connector was made with: the options that were given, none, or made-up ones; `unmade`: it wants the
 * network when it is made, and was asked without that.
 */
const madeWith = ['given', 'none', 'dummy', 'unmade'] as const;
export type MadeWith = (typeof madeWith)[number];

export interface Inspected {
  readonly className: string;
  readonly options: MadeWith;
  readonly tables: readonly ConnectorTable[];
  /** The connector's own categories. */
  readonly categories: readonly OwnCategory[];
  /** Warnings. */
  readonly problems: readonly Problem[];
}

const script = fileURLToPath(new URL('python/inspect_connector.py', import.meta.url));
const megabytes = 16;
/** For Python to start, and to say that time is over, in ms. */
const grace = 5_000;

/**
 * Asks a Python connector for its tables, in a process of its own.
 *
 * @throws HeadraceError when it cannot be asked, and says why.
 */
export async function inspectConnector(request: InspectRequest): Promise<Inspected> {
  const { path, cwd, env, python, options, className, allowNetwork, timeLimit, signal } = request;
  const candidates = options === undefined ? await readSpec(resolve(cwd, path)) : [];
  const result = await runPython({
    ...{ python, script, env, allowNetwork, signal },
    timeLimit: timeLimit * 1000 + grace,
    mostOutput: megabytes * 2 ** 20,
    input: (folder) =>
      JSON.stringify({
        path: resolve(cwd, path),
        options: options ?? null,
        candidates,
        class_name: className ?? null,
        allow_network: allowNetwork,
        time_limit: timeLimit,
        writable: [folder],
      }),
  });
  const answer = readAnswer(result, request);
  if (!answer.ok) throw failed(answer, request);
  return {
    className: answer.class_name,
    options: answer.options,
    tables: answer.tables.map(toTable),
    categories: answer.categories,
    problems: warnings(answer),
  };
}

const surroundings = {
  missing: z.array(z.string()),
  refused: z.array(z.string()),
  python: z.string(),
};
const at = z.object({ file: z.string(), line: z.number() }).nullish();
const table = z.object({
  name: z.string(),
  ingestion_type: z.enum(['snapshot', 'cdc', 'cdc_with_deletes', 'append']).nullable(),
  primary_keys: z.array(z.string()),
  cursor_field: z.string().nullable(),
  problem: z.string().optional(),
});
const success = z.object({
  ok: z.literal(true),
  class_name: z.string(),
  options: z.enum(madeWith),
  tables: z.array(table),
  categories: z.array(z.object({ name: z.string(), tables: z.array(z.string()) })),
  ...surroundings,
});
const failure = z.object({
  ok: z.literal(false),
  stage: z.enum(['import', 'class', 'list', 'time']),
  classes: z.array(z.string()).default([]),
  unfinished: z.array(z.object({ name: z.string(), lacking: z.array(z.string()) })).default([]),
  error: z.object({ type: z.string(), message: z.string() }).optional(),
  at,
  ...surroundings,
});
const answerSchema = z.discriminatedUnion('ok', [success, failure]);

type Success = z.output<typeof success>;
type Failure = z.output<typeof failure>;

function readAnswer(
  { stdout, chatter, failure, cut }: PythonResult,
  request: InspectRequest,
): Success | Failure {
  const { timeLimit: seconds, allowNetwork, options } = request;
  if (cut === 'output') throw new HeadraceError(tooMuchOutput({ megabytes }));
  if (cut === 'time') throw new HeadraceError(tookTooLong({ seconds, allowNetwork }));
  const answer = answerSchema.safeParse(parse(stdout));
  if (answer.success) return answer.data;
  const output = maskOptions(lastLines(chatter), options);
  throw new HeadraceError(helperDied({ ended: failure ?? 'no answer', output }), { cause: answer.error });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function lastLines(text: string): string {
  return text.trimEnd().split('\n').slice(-8).join('\n');
}

function toTable({
  name,
  ingestion_type: type,
  primary_keys: primaryKeys,
  cursor_field,
}: Success['tables'][number]): ConnectorTable {
  return {
    sourceTable: name,
    ingestionType: type ?? 'unknown',
    category: '',
    categorySource: 'none',
    primaryKeys,
    ...(cursor_field !== null && { cursorField: cursor_field }),
    tableConfiguration: {},
    otherColumns: {},
  };
}

function warnings({ tables, refused, options }: Success): Problem[] {
  const undescribed = tables.filter(({ problem }) => problem !== undefined);
  const reason = undescribed[0]?.problem;
  return [
    ...(reason === undefined
      ? []
      : [undescribedTables({ tables: undescribed.map(({ name }) => name), reason })]),
    // With made-up options it may have asked for what it needs no list for.
    ...(refused.length > 0 && (options === 'given' || undescribed.length > 0)
      ? [incomplete({ hosts: refused })]
      : []),
  ];
}

function failed(answer: Failure, request: InspectRequest): HeadraceError {
  const { stage, classes, unfinished, error, missing, refused, python } = answer;
  const { className: wanted, timeLimit: seconds, allowNetwork, path } = request;
  const where = location(answer.at, request.cwd);
  const raised = { type: error?.type ?? 'Error', message: error?.message ?? '', missing, refused, python };
  const options = request.options === undefined ? 'none' : 'given';
  if (stage === 'time') return new HeadraceError(tookTooLong({ seconds, allowNetwork }, where));
  if (stage === 'class') {
    const problem =
      classes.length === 0 ? noClass({ file: path, unfinished }) : severalClasses({ classes, wanted });
    return new HeadraceError(problem, { exitCode: exitCode.usage });
  }
  if (stage === 'import') return new HeadraceError(importFailed(raised, where));
  return new HeadraceError(connectorFailed({ ...raised, options }, where));
}

/** The line of the connector at which it went wrong. */
function location(at: Failure['at'], cwd: string): Location | undefined {
  if (!at) return undefined;
  const from = relative(cwd, at.file);
  const place = { file: from.startsWith('..') ? at.file : from, line: at.line, col: 1 };
  try {
    const text = readFileSync(at.file, 'utf8');
    const line = text.split('\n')[at.line - 1] ?? '';
    const col = line.length - line.trimStart().length + 1;
    const exact = { ...place, col, length: Math.max(1, line.trim().length) };
    return { place: exact, frame: codeFrame(text, exact) };
  } catch {
    return { place };
  }
}
