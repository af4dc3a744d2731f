import type { FakeWorkspaceOptions } from '../options.ts';
import type { PipelineEvent } from '../pipelines/pipeline-events.ts';
import type { ReadableTable } from './table-select.ts';

/** Fields of the event log, in its order. All but texts are JSON. */
const logColumns = [
  ...['id', 'sequence', 'origin', 'timestamp', 'message', 'level', 'maturity_level', 'error', 'details'],
  'event_type',
].map((name) => ({ name, type_text: 'STRING' }));

/**
 * Tables that statements may read by themselves: those that were given rows, such as `system.lakeflow.pipelines`,
 * and `event_log('<id of a pipeline>')`.
 */
export function readableTables(
  { tables = [] }: Pick<FakeWorkspaceOptions, 'tables'>,
  eventLog: (pipelineId: string) => readonly PipelineEvent[] | undefined,
): (name: string) => ReadableTable | undefined {
  const given = new Map(
    tables.flatMap(({ full_name, columns = [], rows }) =>
      rows === undefined ? [] : [[full_name.toLowerCase(), { columns, rows }]],
    ),
  );
  return (name) => {
    const pipeline = /^event_log\s*\(\s*['"]?([\w-]+)['"]?\s*\)$/i.exec(name)?.[1];
    if (pipeline === undefined) return given.get(name.replaceAll('`', '').toLowerCase());
    const events = eventLog(pipeline);
    return events && { columns: logColumns, rows: events.map(rowOf) };
  };
}

function rowOf(event: PipelineEvent): readonly (string | null)[] {
  return logColumns.map(({ name }) => {
    const value = event[name];
    if (value === undefined) return null;
    return typeof value === 'string' ? value : JSON.stringify(value);
  });
}
