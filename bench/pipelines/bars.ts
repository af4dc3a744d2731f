import { type CaseResult, disturbanceOf, median, minimum, peaksOf, secondsOf } from './results.ts';

const megabyte = 1024 * 1024;

/**
 * Above this share of the machine used by others, times are no evidence: on two cores a ratio of 1.1 was
 * seen as 0.66 while something else ran.
 */
export const toleratedShare = 0.1;

/** A promise: what one case may cost, held against another in the same run. */
interface Bar {
  readonly what: string;
  readonly subject: string;
  readonly reference: string;
  readonly limit: number;
  readonly limitText: string;
  /** Whether the limit itself is too much already. */
  readonly strict?: boolean;
}

const timeBars: readonly Bar[] = [
  {
    what: '12 tables: full run, against bare SQL into Parquet files',
    subject: 'workload/headrace',
    reference: 'workload/bare-parquet',
    limit: 1.15,
    limitText: '≤ 1.15 ×',
  },
  {
    what: '12 tables: full run, against bare SQL into a DuckDB file',
    subject: 'workload/headrace',
    reference: 'workload/bare-file',
    limit: 1,
    limitText: '< 1 ×',
    strict: true,
  },
  {
    what: '12 tables: nothing changed, against SQLMesh',
    subject: 'workload/headrace-unchanged',
    reference: 'workload/sqlmesh-unchanged',
    limit: 1 / 3,
    limitText: '≤ 1/3 ×',
  },
  {
    what: '500 tables: validate, against dbt’s warm parse',
    subject: 'trivial/headrace-validate',
    reference: 'trivial/dbt-parse-warm',
    limit: 1 / 8,
    limitText: '≤ 1/8 ×',
  },
  {
    what: '500 tables: full run, against bare SQL into a DuckDB file',
    subject: 'trivial/headrace',
    reference: 'trivial/bare-file',
    limit: 2.5,
    limitText: '≤ 2.5 ×',
  },
  {
    what: '`--version`, against `node -e 0`',
    subject: 'startup/headrace',
    reference: 'startup/node',
    limit: 3,
    limitText: '≤ 3 ×',
  },
];

const memoryBar: Bar = {
  what: '12 tables: peak memory of the full run, against bare SQL into a DuckDB file',
  subject: 'workload/headrace',
  reference: 'workload/bare-file',
  limit: 150 * megabyte,
  limitText: '≤ + 150 MB',
};

/** A bar next to what was measured. Medians decide; the minima are shown beside them. */
export interface Judgement {
  readonly what: string;
  readonly bar: string;
  readonly ofMedians: string;
  readonly ofMinima: string;
  /** `disturbed`: the machine was too busy with something else to tell. */
  readonly verdict: 'met' | 'missed' | 'disturbed' | 'not measured';
}

export function judge(results: readonly CaseResult[]): Judgement[] {
  const find = (id: string): CaseResult | undefined => results.find((result) => result.case.id === id);
  const times = timeBars.map((bar) =>
    compare(
      bar,
      secondsOf,
      find,
      (subject, reference) => subject / reference,
      (ratio) => `${ratio.toFixed(2)} ×`,
    ),
  );
  const memory = compare(
    memoryBar,
    peaksOf,
    find,
    (subject, reference) => subject - reference,
    (bytes) => `${bytes < 0 ? '−' : '+'} ${Math.abs(Math.round(bytes / megabyte))} MB`,
  );
  return [...times, memory];
}

function compare(
  { what, subject, reference, limit, limitText, strict }: Bar,
  values: (result: CaseResult) => number[],
  find: (id: string) => CaseResult | undefined,
  relate: (subject: number, reference: number) => number,
  format: (value: number) => string,
): Judgement {
  const results = [find(subject), find(reference)].filter((result) => result && !result.failure);
  const [ours, theirs] = results.map((result) => (result ? values(result) : []));
  if (!ours?.length || !theirs?.length) {
    return { what, bar: limitText, ofMedians: '', ofMinima: '', verdict: 'not measured' };
  }
  const ofMedians = relate(median(ours), median(theirs));
  const holds = strict ? ofMedians < limit : ofMedians <= limit;
  const disturbed = results.some((result) => result && disturbanceOf(result) > toleratedShare);
  return {
    what,
    bar: limitText,
    ofMedians: format(ofMedians),
    ofMinima: format(relate(minimum(ours), minimum(theirs))),
    verdict: disturbed ? 'disturbed' : holds ? 'met' : 'missed',
  };
}
