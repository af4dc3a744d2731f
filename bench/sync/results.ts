import { median } from '../pipelines/results.ts';
import type { Machine } from '../shared/machine.ts';
import type { Dataset } from './fixture.ts';
import type { Sample } from './measure.ts';
import type { SideId } from './sides.ts';

/** What became of a side. One that failed once is not tried again. */
export interface SideResult {
  readonly side: SideId;
  readonly label: string;
  readonly samples: readonly Sample[];
  /** The same command on a table without rows, once before every sample. */
  readonly empty: readonly Sample[];
  readonly failure?: string;
}

export interface DatasetResult {
  readonly dataset: Dataset;
  /** Bytes of JSON in a row, on average. */
  readonly rowBytes: number;
  readonly sides: readonly SideResult[];
}

export interface Results {
  readonly date: string;
  readonly rounds: number;
  readonly machine: Machine;
  readonly servers: string;
  readonly datasets: readonly DatasetResult[];
  /** Sentences about what was not measured, and why. */
  readonly missing: readonly string[];
}

/** The figures of one side: medians over its rounds. */
export interface Figures {
  readonly seconds: number;
  /** See {@link Sample}. */
  readonly searchableSeconds: number;
  /** Until searchable, without what the same command takes on an empty table. */
  readonly secondsAfterStart: number;
  readonly clientCpu: number;
  readonly clientCpuAfterStart: number;
  readonly elasticsearchCpu: number;
  readonly postgresCpu: number;
  readonly peakBytes: number;
  /** The largest share of the machine that others used during one of the runs. */
  readonly othersShare: number;
}

/** Undefined when there is nothing to tell: no round, or one that failed. */
export function figuresOf({ samples, empty, failure }: SideResult): Figures | undefined {
  if (samples.length === 0 || failure !== undefined) return undefined;
  const middle = (of: readonly Sample[], value: (sample: Sample) => number): number => median(of.map(value));
  const seconds = middle(samples, (sample) => sample.seconds);
  const searchableSeconds = middle(samples, (sample) => sample.searchableSeconds);
  const clientCpu = middle(samples, (sample) => sample.clientCpu);
  return {
    seconds,
    searchableSeconds,
    secondsAfterStart: searchableSeconds - middle(empty, (sample) => sample.searchableSeconds),
    clientCpu,
    clientCpuAfterStart: clientCpu - middle(empty, (sample) => sample.clientCpu),
    elasticsearchCpu: middle(samples, (sample) => sample.elasticsearchCpu),
    postgresCpu: middle(samples, (sample) => sample.postgresCpu),
    peakBytes: Math.max(...samples.map((sample) => sample.peakBytes)),
    othersShare: Math.max(0, ...samples.map((sample) => sample.othersShare ?? 0)),
  };
}
