import type { ConnectorSettings } from '../../settings/index.ts';
import { listedTable } from '../../testing/listed-table.ts';
import type { ConnectorTable } from '../../types.ts';
import {
  type ConnectorBundle,
  type ConnectorBundleRequest,
  makeConnectorBundle,
} from '../make-connector-bundle.ts';

/** A listed table, at line 2 of its list. */
export function sampleTable(sourceTable: string, own: Partial<ConnectorTable> = {}): ConnectorTable {
  return listedTable(sourceTable, {
    pipelineGroup: 'snapshot',
    schedule: '0 0 * * *',
    place: { file: 'tables.csv', line: 2, col: 1 },
    ...own,
  });
}

/** What a newcomer says. */
const usual: ConnectorSettings = {
  connection_name: 'osipi_connection',
  catalog: 'osipi',
  schema: 'bronze',
  code: '/Volumes/osipi/default/packages/osipi.whl',
};

export function sampleBundle(
  tables: readonly ConnectorTable[],
  settings: ConnectorSettings = {},
  own: Partial<ConnectorBundleRequest> = {},
): ConnectorBundle {
  return makeConnectorBundle({
    source: 'osipi',
    tables,
    settings: { ...usual, ...settings },
    code: {
      dependencies: ['/Volumes/osipi/default/packages/osipi.whl'],
      rootPath: undefined,
      uploaded: false,
    },
    parts: ['ingest', 'bundle'],
    ...own,
  });
}

/** The problems as `code`, in the order told. */
export function codes({ problems }: Pick<ConnectorBundle, 'problems'>): string[] {
  return problems.map(({ code }) => code);
}
