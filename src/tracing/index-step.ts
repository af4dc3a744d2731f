import { HeadraceError, type Problem } from '../kernel/index.ts';
import type { SearchIndexConfig } from '../project/index.ts';
import type { TableVersion } from '../warehouse/index.ts';
import { versionId } from '../warehouse/index.ts';
import { differences } from './differences.ts';
import * as problem from './problems.ts';
import type { FoundDocument, IndexLookup, IndexProgress, TraceStep } from './types.ts';

/** What an index is asked about. */
export interface IndexQuestion {
  readonly config: SearchIndexConfig;
  readonly key: string;
  /** The step of the table that it is made from; undefined for an index that is filled from elsewhere. */
  readonly row: TraceStep | undefined;
  readonly head: TableVersion | undefined;
}

/** The end of the way: the document, or why there is none. An index that does not answer is no end of the trace. */
export async function indexStep(
  question: IndexQuestion,
  lookup: IndexLookup | undefined,
): Promise<TraceStep> {
  const { config, key } = question;
  const step = {
    ...{ name: config.name, looked: `${config.id} = ${key}`, columns: [config.id], foundIn: [] },
    ...{ kind: 'index' as const, rows: 0, sample: [], notes: [] },
  };
  if (!lookup) {
    return { ...step, status: 'unknown', problem: problem.outOfReach({ index: config.name }, config.at) };
  }
  try {
    const progress = await lookup.progress();
    const found = progress.built ? await lookup.get(key) : undefined;
    const version = found?.version ?? progress.mirrors;
    const seen = {
      ...step,
      ...(version !== undefined && { version }),
      ...(found && { rows: 1, sample: [found.document] }),
    };
    return { ...seen, ...(await judge(question, lookup, progress, found)) };
  } catch (error) {
    if (!(error instanceof HeadraceError)) throw error;
    const [first] = error.problems;
    return { ...step, status: 'unknown', ...(first && { problem: first }) };
  } finally {
    await lookup.close();
  }
}

type Verdict = Pick<TraceStep, 'status'> & Partial<Pick<TraceStep, 'problem' | 'notes'>>;

async function judge(
  { config, key, row, head }: IndexQuestion,
  lookup: IndexLookup,
  progress: IndexProgress,
  found: FoundDocument | undefined,
): Promise<Verdict> {
  const { name: index, at } = config;
  const lost = (why: Problem): Verdict => ({ status: 'lost', problem: why });
  const outdated = (why: Problem): Verdict => ({ status: 'outdated', problem: why });
  if (row && row.status !== 'found') {
    return found ? outdated(problem.lingering({ index, table: row.name }, at)) : { status: 'not_reached' };
  }
  if (!progress.built) return lost(problem.indexNeverBuilt({ index }, at));
  const vector = config.vector?.embedder === 'column' ? [config.vector.column] : [];
  const fields = found && row ? differences(row.sample[0] ?? {}, found.document, progress.whole, vector) : [];
  if (found && fields.length === 0) {
    const how = row ? 'equals the row' : 'is there';
    return { status: 'found', notes: [`its document in ${lookup.describe()} ${how}`] };
  }
  const letter = (await lookup.deadLetters(key)).at(-1);
  if (letter) return (found ? outdated : lost)(problem.deadLettered(letter, at));
  if (found) return outdated(problem.outdated({ index, fields }, at));
  const { mirrors, state = 'no sync or load has brought it' } = progress;
  if (!row || mirrors === undefined) return lost(problem.notSynced({ index, progress: state }, at));
  const late = head !== undefined && mirrors !== versionId(head);
  return lost(
    late
      ? problem.notIndexed({ index, table: row.name, mirrors, head: versionId(head) }, at)
      : problem.missingInIndex({ index, table: row.name }, at),
  );
}
