import { join } from 'node:path';
import type { Command } from '../shared/run-to-end.ts';
import type { Job } from './clients/job.ts';
import type { Properties } from './fixture.ts';
import { pythonPackages } from './python.ts';

export const sideIds = ['chunk-100', 'chunk-500', 'helpers-bulk', 'upper-bound', 'headrace'] as const;
export type SideId = (typeof sideIds)[number];

/** A client that reads the table and fills the index. */
export interface Side {
  readonly id: SideId;
  readonly label: string;
  command(job: SideJob): Command;
  /** What it needs in the mapping beside the table's columns. */
  readonly properties?: Properties;
}

export interface SideJob extends Job {
  /** Empty, of this run alone. */
  readonly folder: string;
  readonly dimensions?: number;
}

/** The programs that sides are made of; a side without its program is not measured. */
export interface Programs {
  readonly python: string | undefined;
  readonly headrace: string | undefined;
}

const clients = join(import.meta.dirname, 'clients');

/** What `headrace sync` writes into every document, as it would map it itself. */
export const headraceProperties: Properties = {
  _headrace: {
    properties: {
      b: { type: 'integer', index: false },
      h: { type: 'long', index: false },
      l: { type: 'long', index: false },
    },
  },
};

export function makeSides({ python, headrace }: Programs): Side[] {
  const [, elasticsearch] = pythonPackages;
  const streamingBulk = (chunk: 100 | 500): Side[] =>
    python === undefined
      ? []
      : [
          {
            id: `chunk-${chunk}`,
            label: `streaming_bulk of ${elasticsearch.replace('==', ' ')}, chunk ${chunk}`,
            command: (job) =>
              commandIn(job, python, [join(clients, 'streaming_bulk.py'), text(job), String(chunk)]),
          },
        ];
  const node = (id: SideId, label: string, script: string): Side => ({
    id,
    label,
    command: (job) => commandIn(job, process.execPath, [join(clients, script), text(job)]),
  });
  return [
    ...streamingBulk(100),
    ...streamingBulk(500),
    node('helpers-bulk', 'helpers.bulk of @elastic/elasticsearch', 'helpers-bulk.ts'),
    node('upper-bound', 'upper bound: COPY pasted into bodies', 'copy-bodies.ts'),
    ...(headrace === undefined ? [] : [headraceSide(headrace)]),
  ];
}

function headraceSide(bin: string): Side {
  return {
    id: 'headrace',
    label: 'headrace sync',
    properties: headraceProperties,
    command: (job) => syncCommand(bin, job),
  };
}

/** `headrace sync` as shipped, with nothing configured; the alias is the index's name with `_alias` behind it. */
export function syncCommand(bin: string, job: SideJob): Command {
  const { index, dimensions } = job;
  return commandIn(job, process.execPath, [
    ...[bin, 'sync', ...connection(job)],
    ...['--elasticsearch-index-name', index, '--elasticsearch-index-alias', aliasOf(index)],
    ...(dimensions === undefined ? [] : ['--embedding-dimensions', String(dimensions)]),
  ]);
}

/** `headrace verify` of what {@link syncCommand} has loaded. */
export function verifyCommand(bin: string, job: SideJob): Command {
  const alias = ['--elasticsearch-index-alias', aliasOf(job.index)];
  return commandIn(job, process.execPath, [bin, 'verify', ...connection(job), ...alias]);
}

function connection({ from, to, table, folder }: SideJob): string[] {
  return ['--from', from, '--to', to, '--table', table, '--project', folder, '--json'];
}

function aliasOf(index: string): string {
  return `${index}_alias`;
}

function commandIn({ folder }: SideJob, program: string, args: readonly string[]): Command {
  return { program, args, cwd: folder };
}

function text({ from, to, table, index }: SideJob): string {
  return JSON.stringify({ from, to, table, index } satisfies Job);
}
