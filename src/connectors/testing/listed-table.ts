import type { ConnectorTable } from '../types.ts';

/** A table as discovery finds it, with what matters to a test. */
export function listedTable(sourceTable: string, known: Partial<ConnectorTable> = {}): ConnectorTable {
  return {
    sourceTable,
    ingestionType: 'snapshot',
    category: '',
    categorySource: 'none',
    primaryKeys: [],
    tableConfiguration: {},
    otherColumns: {},
    ...known,
  };
}
