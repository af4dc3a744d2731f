import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { stringify } from 'yaml';
import { type ConnectorRunEvent, openConnector, runGroups } from '../../src/connectors/index.ts';
import type { SeededPipeline } from '../../src/fake-workspace/index.ts';
import type { Scene } from '../databricks/fixture.ts';
import { type Files, Project } from '../support/project.ts';

const groups = ['events_append', 'metadata_snapshot', 'timeseries_append'] as const;

const rows = [
  ['pi_points', 'metadata_snapshot', '0 0 * * *', 'snapshot'],
  ['pi_dataservers', 'metadata_snapshot', '0 0 * * *', 'snapshot'],
  ['pi_timeseries', 'timeseries_append', '*/15 * * * *', 'append'],
  ['pi_streamset', 'timeseries_append', '*/15 * * * *', 'append'],
  ['pi_event_frames', 'events_append', '*/15 * * * *', 'append'],
];

/** Settings of connector.yml that make a whole connector; some may be replaced. */
export type Settings = Readonly<Record<string, unknown>>;

/** A folder with the connector osipi: five tables in three groups. */
export function plant(settings: Settings = {}, files: Files = {}): Project {
  const list = rows.map(([table, group, schedule, type]) => [table, group, schedule, '', type].join(','));
  return new Project({
    'connectors/osipi/tables.csv': `source_table,pipeline_group,schedule,category,ingestion_type\n${list.join('\n')}\n`,
    'connectors/osipi/connector.yml': stringify({
      connection_name: 'osipi_connection',
      catalog: 'osipi',
      schema: 'bronze',
      code: '/Workspace/Repos/plant/src',
      ...settings,
    }),
    ...files,
  });
}

/** What deploying it would leave in a workspace. */
export function deployed(prefix = ''): SeededPipeline[] {
  return groups.map((group) => ({
    spec: {
      name: `${prefix}osipi_${group}`,
      catalog: 'osipi',
      schema: 'bronze',
      serverless: true,
      libraries: [],
    },
    tables: rows.flatMap(([table = '', of]) => (of === group ? [`osipi.bronze.${table}`] : [])),
  }));
}

/** Runs groups in a workspace; `onEvent` sees the events as they come. */
export async function runIn(
  { clock, env, project }: Scene,
  wanted: {
    readonly groups?: readonly string[];
    readonly target?: string;
    readonly signal?: AbortSignal;
    readonly onEvent?: (event: ConnectorRunEvent) => void;
  } = {},
) {
  const { target, onEvent, ...rest } = wanted;
  const connector = await openConnector({ root: project.root, target });
  const events: ConnectorRunEvent[] = [];
  const result = await runGroups({
    ...{ connector, env, clock, signal: new AbortController().signal, ...rest },
    onEvent: (event) => {
      events.push(event);
      onEvent?.(event);
    },
  });
  return { ...result, events };
}

const standIn = fileURLToPath(new URL('../deploy/stand-in-cli.ts', import.meta.url));

/** A program called `databricks`, in a folder of its own. */
export function standInCli(): string {
  const folder = mkdtempSync(join(tmpdir(), 'headrace cli '));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const program = join(folder, 'databricks');
  writeFileSync(program, `#!/bin/sh\nexec "${process.execPath}" "${standIn}" "$@"\n`);
  chmodSync(program, 0o755);
  return program;
}
