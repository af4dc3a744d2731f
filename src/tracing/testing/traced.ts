import { cachedSelectReader } from '../../engine/duckdb/index.ts';
import { compile } from '../../plan/index.ts';
import { loadProject } from '../../project/index.ts';
import { embeddedLookup, type TraceRequest, type TraceStep, type Trail, trace } from '../index.ts';

type Asked = Partial<Pick<TraceRequest, 'table' | 'column' | 'lookup'>> & { readonly index?: string };

/** Traces in a project that lies in a folder. */
export async function traced(root: string, key: string, asked: Asked): Promise<Trail> {
  const project = await loadProject({ root });
  const compiled = await compile(project, cachedSelectReader(root));
  const { table, column, index, lookup } = asked;
  return trace({
    compiled,
    key,
    index: index === undefined ? undefined : project.indexes.get(index),
    table,
    column,
    lookup: lookup ?? (async (config) => embeddedLookup(project, config)),
  });
}

/** `✓ orders` of each step. */
export function stations({ steps }: Trail): string[] {
  return steps.map(
    ({ status, kind, name }) => `${signs[status]} ${kind === 'table' ? '' : `${kind} `}${name}`,
  );
}

const signs: Readonly<Record<TraceStep['status'], string>> = {
  found: '✓',
  lost: '✗',
  outdated: '!',
  absent: '–',
  not_reached: '·',
  unknown: '?',
};

/** What is said where the record stopped, and the line of the SQL. */
export function whyStopped({ steps }: Trail): string | undefined {
  const problem = steps.find(({ problem: why }) => why)?.problem;
  if (!problem) return undefined;
  const line = problem.place?.file.endsWith('.sql') ? ` line ${problem.place.line}` : '';
  return problem.message + line;
}
