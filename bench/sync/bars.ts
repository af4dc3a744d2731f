import { toleratedShare } from '../pipelines/bars.ts';
import type { Dataset } from './fixture.ts';
import { type DatasetResult, type Figures, figuresOf } from './results.ts';
import type { SideId } from './sides.ts';

/** A bar next to what was measured; whole processes decide. */
export interface Judgement {
  readonly what: string;
  readonly bar: string;
  readonly measured: string;
  /** The same without start-up, where that can be told apart. */
  readonly afterStart: string;
  /** The same until the client ends, whether or not what it wrote is searchable by then. */
  readonly untilEnd: string;
  /** `disturbed`: the machine was too busy with something else to tell. */
  readonly verdict: 'met' | 'missed' | 'disturbed' | 'not measured';
}

const megabyte = 1024 * 1024;
const memoryLimit = 250 * megabyte;
const leastShare = 0.85;
/** Client CPU per record, as a part of what the peer with chunk 100 needs. */
const cpuPart: Readonly<Record<Dataset['id'], number>> = { plain: 4, vectors: 5 };

export function judge(results: readonly DatasetResult[]): Judgement[] {
  return results.flatMap(judgeDataset);
}

function judgeDataset({ dataset, sides }: DatasetResult): Judgement[] {
  const find = (id: SideId): Figures | undefined => {
    const result = sides.find(({ side }) => side === id);
    return result && figuresOf(result);
  };
  const [headrace, peer, bound] = [find('headrace'), find('chunk-100'), find('upper-bound')];
  const part = cpuPart[dataset.id];
  return [
    compare(headrace, bound, {
      what: `${dataset.title}: docs/s, against the upper bound`,
      bar: `≥ ${leastShare}`,
      value: (ours, theirs) => theirs.searchableSeconds / ours.searchableSeconds,
      untilEnd: (ours, theirs) => theirs.seconds / ours.seconds,
      afterStart: (ours, theirs) => theirs.secondsAfterStart / ours.secondsAfterStart,
      holds: (value) => value >= leastShare,
      format: (value) => value.toFixed(2),
    }),
    compare(headrace, peer, {
      what: `${dataset.title}: client CPU per record, against chunk 100`,
      bar: `≤ 1/${part}`,
      value: (ours, theirs) => ours.clientCpu / theirs.clientCpu,
      afterStart: (ours, theirs) => ours.clientCpuAfterStart / theirs.clientCpuAfterStart,
      holds: (value) => value <= 1 / part,
      format: (value) => `1/${(1 / value).toFixed(1)}`,
    }),
    compare(headrace, headrace, {
      what: `${dataset.title}: peak memory of the client`,
      bar: `≤ ${memoryLimit / megabyte} MB`,
      value: (ours) => ours.peakBytes,
      holds: (value) => value <= memoryLimit,
      format: (value) => `${Math.round(value / megabyte)} MB`,
    }),
  ];
}

interface Comparison {
  readonly what: string;
  readonly bar: string;
  value(ours: Figures, theirs: Figures): number;
  afterStart?(ours: Figures, theirs: Figures): number;
  untilEnd?(ours: Figures, theirs: Figures): number;
  holds(value: number): boolean;
  format(value: number): string;
}

function compare(ours: Figures | undefined, theirs: Figures | undefined, comparison: Comparison): Judgement {
  const { what, bar, value, afterStart, untilEnd, holds, format } = comparison;
  if (!ours || !theirs)
    return { what, bar, measured: '', afterStart: '', untilEnd: '', verdict: 'not measured' };
  const measured = value(ours, theirs);
  const disturbed = Math.max(ours.othersShare, theirs.othersShare) > toleratedShare;
  return {
    what,
    bar,
    measured: format(measured),
    afterStart: afterStart ? format(afterStart(ours, theirs)) : '',
    untilEnd: untilEnd ? format(untilEnd(ours, theirs)) : '',
    verdict: disturbed ? 'disturbed' : holds(measured) ? 'met' : 'missed',
  };
}
