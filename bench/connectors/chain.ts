import { spawn } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { seededCosts } from './seeded-costs.ts';

export const steps = ['discover', 'plan', 'generate', 'validate'] as const;
export type Step = (typeof steps)[number];

/** What became of one connector on its way from its folder to a bundle. */
export interface Chain {
  readonly name: string;
  /** Seconds of each step that was taken. */
  readonly seconds: ReadonlyMap<Step, number>;
  /** Ingestion type of each table. */
  readonly types: readonly string[];
  /** Groups that discover suggests, as the original toolkit groups. */
  readonly groups: number;
  readonly pipelines: number;
  /** The worst certified gap of the plan's classes; undefined when there is no plan. */
  readonly gap: number | undefined;
  readonly failure: { readonly step: Step; readonly code: string; readonly message: string } | undefined;
}

interface Answer {
  readonly ok: boolean;
  readonly answer: Record<string, unknown>;
  readonly problems: readonly Record<string, unknown>[];
}

/**
 * Takes a connector through discover, plan, generate and validate, each a command of its own, in an empty folder and
 * without network. Between the first two it is told made-up costs of the tables, since nobody knows them.
 */
export async function walk(
  name: string,
  { bin, sources, folder, env }: { bin: string; sources: string; folder: string; env: NodeJS.ProcessEnv },
): Promise<Chain> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const seconds = new Map<Step, number>();
  let failure: Chain['failure'];
  const take = async (step: Step, ...args: readonly string[]): Promise<Record<string, unknown>> => {
    if (failure !== undefined) return {};
    const start = performance.now();
    const { ok, answer, problems } = await run([bin, 'connectors', step, '--json', ...args], folder, env);
    seconds.set(step, (performance.now() - start) / 1000);
    const first = problems.find(({ severity }) => severity === 'error');
    if (!ok) {
      const { code = 'no answer', message = `${step} failed.` } = first ?? {};
      failure = { step, code: String(code), message: String(message) };
    }
    return ok ? answer : {};
  };

  const found = records((await take('discover', '--connector', join(sources, name))).tables);
  const types = found.map(({ ingestion_type }) => String(ingestion_type));
  if (failure === undefined) writeSettings(join(folder, 'connectors', name, 'connector.yml'), name, found);
  const plan = await take('plan', '--pipelines', String(pipelinesFor(types)));
  await take('generate', '--emit-jobs');
  const checked = await take('validate');
  const gaps = records(plan.balance).map(({ gap }) => Number(gap));
  return {
    ...{ name, seconds, types, failure },
    groups: new Set(found.map(({ pipeline_group }) => pipeline_group)).size,
    pipelines: Number(checked.pipelines ?? records(plan.pipelines).length),
    gap: gaps.length > 0 ? Math.max(...gaps) : undefined,
  };
}

/** One for each eight tables, and at least one for each ingestion type: no class goes without. */
function pipelinesFor(types: readonly string[]): number {
  return Math.max(new Set(types).size, Math.ceil(types.length / 8));
}

/** YAML has JSON in it. */
function writeSettings(path: string, name: string, tables: readonly Record<string, unknown>[]): void {
  const costs = seededCosts(name, tables.length);
  const weights = tables.map(({ source_table }, index) => [String(source_table), { weight: costs[index] }]);
  const where = { connection_name: name, catalog: 'main', schema: name };
  writeFileSync(path, `${JSON.stringify({ ...where, tables: Object.fromEntries(weights) }, null, 2)}\n`);
}

async function run(args: readonly string[], cwd: string, env: NodeJS.ProcessEnv): Promise<Answer> {
  const child = spawn(process.execPath, args, { cwd, env, stdio: ['ignore', 'pipe', 'ignore'] });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject).on('close', resolve);
  });
  const lines = (await text(child.stdout)).split('\n').filter(Boolean).map(parsed);
  const ok = (await ended) === 0;
  const answer = lines.find(({ type }) => type !== 'problem') ?? {};
  return {
    ok,
    answer,
    problems: [...lines.filter(({ type }) => type === 'problem'), ...records(answer.problems)],
  };
}

function parsed(line: string): Record<string, unknown> {
  return JSON.parse(line);
}

function records(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value : [];
}
