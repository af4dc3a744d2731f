import { existsSync } from 'node:fs';
import { ingestPipelines } from '../generate/pipelines.ts';
import { type ConnectorPaths, readConnectorSettings, withSettings } from '../settings/index.ts';
import { readTableList } from '../table-list/index.ts';

/**
 * The options that a connector's tables are configured with, by its list and connector.yml; none where there is no
 * list yet.
 */
export async function tableOptionsOf(paths: ConnectorPaths, source: string): Promise<readonly string[]> {
  if (!existsSync(paths.list)) return [];
  const file = readConnectorSettings(paths.settings);
  const list = await readTableList(paths.list, { source });
  const { tables } = withSettings(list.tables, file, paths.list);
  // Tables without a group yet have options, too.
  const grouped = tables.map((table) => ({ ...table, pipelineGroup: table.pipelineGroup ?? source }));
  const { pipelines } = ingestPipelines({ source, tables: grouped, settings: file.settings });
  const names = pipelines.flatMap(({ tables }) => tables.flatMap(({ options }) => Object.keys(options)));
  return [...new Set(names)].sort();
}
