/** A number that estimates rest on, and that nobody measured here. */
interface Assumption {
  readonly value: number;
  readonly unit: string;
  /** In words, for people. */
  readonly label: string;
  /** The least that makes sense. */
  readonly min: number;
  /** Where the default comes from. */
  readonly source: string;
}

/** All of them. Each is a flag under its own name, `--start-up-seconds`, and a key of `assumptions:` in connector.yml. */
export const assumptionDefaults = {
  start_up_seconds: {
    value: 300,
    unit: 's',
    label: 'start-up of a pipeline',
    min: 0,
    source: 'serverless pipelines in standard mode start in 4 to 6 minutes, in performance mode in about one',
  },
  seconds_per_table: {
    value: 180,
    unit: 's',
    label: 'a run of a table of which nothing is known',
    min: 0.001,
    source: 'one pipeline needs two hours for the 39 tables of osipi',
  },
  rows_per_second: {
    value: 1000,
    unit: 'rows/s',
    label: 'rows read per second',
    min: 0.001,
    source: 'a paged HTTP API with pages of 500 rows and two requests per second',
  },
  bytes_per_second: {
    value: 1_000_000,
    unit: 'bytes/s',
    label: 'bytes read per second, where rows are not known',
    min: 0.001,
    source: '1 kB per row',
  },
  seconds_per_request: {
    value: 0.5,
    unit: 's',
    label: 'a request to the source, one after another',
    min: 0.001,
    source: 'usual answer time of a public HTTP API for a full page',
  },
  requests_per_second: {
    value: 10,
    unit: 'requests/s',
    label: 'requests that one connection may make, all pipelines together',
    min: 0.001,
    source: 'a usual limit of public APIs per credential (100 in 10 seconds); your source documents its own',
  },
  tables_at_once: {
    value: 1,
    unit: 'tables',
    label: 'tables that a pipeline reads at the same time',
    min: 1,
    source: 'ingestion of one table after another, as in the case of two hours',
  },
  dbu_per_hour: {
    value: 4,
    unit: 'DBU/h',
    label: 'what a running pipeline uses',
    min: 0,
    source: 'a small pipeline; system.billing.usage has yours',
  },
  usd_per_dbu: {
    value: 0.35,
    unit: '$/DBU',
    label: 'price',
    min: 0,
    source:
      'list price of serverless pipelines (AWS, premium, 2025); yours differs by cloud, region and contract',
  },
  seconds_per_worker: {
    value: 1800,
    unit: 's',
    label: 'work in a run for which a classic cluster gets one more worker',
    min: 1,
    source: 'two workers for an hour of work; the least is 1, the most 8',
  },
} as const satisfies Readonly<Record<string, Assumption>>;

export type AssumptionName = keyof typeof assumptionDefaults;
export type Assumptions = Readonly<Record<AssumptionName, number>>;

/** What somebody knows better. */
export type KnownNumbers = Readonly<Partial<Record<AssumptionName, number | undefined>>>;

/** The defaults, with what is known better over them; the first word counts. */
export function assumptionsWith(...known: readonly KnownNumbers[]): Assumptions {
  const value = (name: AssumptionName): number =>
    known.find((numbers) => numbers[name] !== undefined)?.[name] ?? assumptionDefaults[name].value;
  return {
    start_up_seconds: value('start_up_seconds'),
    seconds_per_table: value('seconds_per_table'),
    rows_per_second: value('rows_per_second'),
    bytes_per_second: value('bytes_per_second'),
    seconds_per_request: value('seconds_per_request'),
    requests_per_second: value('requests_per_second'),
    tables_at_once: value('tables_at_once'),
    dbu_per_hour: value('dbu_per_hour'),
    usd_per_dbu: value('usd_per_dbu'),
    seconds_per_worker: value('seconds_per_worker'),
  };
}
