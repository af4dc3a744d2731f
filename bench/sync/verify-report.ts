import { toleratedShare } from '../pipelines/bars.ts';
import { median } from '../pipelines/results.ts';
import type { Machine } from '../shared/machine.ts';
import { bullets, duration, machineLine, megabytes, percent, table } from '../shared/markdown.ts';
import type { Sample } from './measure.ts';

export interface VerifyResults {
  readonly date: string;
  readonly rounds: number;
  readonly rows: number;
  readonly machine: Machine;
  readonly servers: string;
  readonly samples: Readonly<
    Record<'copyRows' | 'copyDocuments' | 'scanHashes' | 'verify', readonly Sample[]>
  >;
}

const limit = 2;

/** `COPY` of the rows as they are is the cheaper of the two, and so the one that decides. */
export function judgeVerify({ samples }: VerifyResults): {
  readonly againstRows: number;
  readonly againstDocuments: number;
  readonly verdict: 'met' | 'missed' | 'disturbed';
} {
  const seconds = (of: readonly Sample[]): number => median(of.map((sample) => sample.seconds));
  const [verify, scan] = [seconds(samples.verify), seconds(samples.scanHashes)];
  const againstRows = verify / (seconds(samples.copyRows) + scan);
  const disturbed = Object.values(samples).some((each) => othersOf(each) > toleratedShare);
  return {
    againstRows,
    againstDocuments: verify / (seconds(samples.copyDocuments) + scan),
    verdict: disturbed ? 'disturbed' : againstRows <= limit ? 'met' : 'missed',
  };
}

export function verifyPage(results: VerifyResults): string {
  const { date, rounds, rows, machine, servers, samples } = results;
  const { againstRows, againstDocuments, verdict } = judgeVerify(results);
  const line = (label: string, of: readonly Sample[]): string[] => {
    const middle = (value: (sample: Sample) => number): number => median(of.map(value));
    return [
      label,
      duration(middle((sample) => sample.seconds)),
      duration(middle((sample) => sample.clientCpu)),
      duration(middle((sample) => sample.elasticsearchCpu)),
      duration(middle((sample) => sample.postgresCpu)),
      megabytes(Math.max(...of.map((sample) => sample.peakBytes))),
      percent(othersOf(of)),
    ];
  };
  const sections = [
    '# Verify, beside reading everything',
    `Written by \`node bench/sync/verify.ts\` (${rows.toLocaleString('en')} equal records, rounds: ${rounds}) on ${date}. ` +
      'Whole processes, measured in turns; medians. The index was filled by `headrace sync`. `COPY` writes every row ' +
      'to a client that throws it away; the scan fetches the key and the hash of every document.',
    bullets([machineLine(machine), servers, `Node ${machine.node}`]),
    table(
      ['what', 'bar', 'measured', 'verdict'],
      [
        [
          'headrace verify, against COPY of rows + scan',
          `≤ ${limit} ×`,
          `${againstRows.toFixed(2)} ×`,
          verdict,
        ],
        ['headrace verify, against COPY of documents + scan', '', `${againstDocuments.toFixed(2)} ×`, ''],
      ],
    ),
    table(
      ['command', 'time', 'client CPU', 'Elasticsearch CPU', 'Postgres CPU', 'client’s memory', 'others'],
      [
        line('COPY of rows', samples.copyRows),
        line('COPY of documents (`row_to_json`)', samples.copyDocuments),
        line('scan of keys and hashes', samples.scanHashes),
        line('headrace verify', samples.verify),
      ],
    ),
  ];
  return `${sections.join('\n\n')}\n`;
}

function othersOf(samples: readonly Sample[]): number {
  return Math.max(0, ...samples.map(({ othersShare }) => othersShare ?? 0));
}
