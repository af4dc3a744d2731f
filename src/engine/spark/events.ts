/** What a pipeline's message says about one flow; other messages concern nobody here. */
export interface FlowEvent {
  readonly table: string;
  readonly status: 'started' | 'completed' | 'failed' | 'unresolved' | 'blocked';
  /** Why it failed or could not be resolved. */
  readonly error: string | undefined;
}

/** A sentence around the name of a flow: `Flow 'spark_catalog.default.orders' has FAILED.` */
const sentence = /^(Failed to resolve flow[^:]*:|Flow) '?(?:[^\s']+\.)?([^\s'.]+)'?([^\n]*)/;

const endings: readonly (readonly [ending: string, status: FlowEvent['status']])[] = [
  [' is PLANNING.', 'started'],
  [' is STARTING.', 'started'],
  [' has COMPLETED.', 'completed'],
  [' has FAILED', 'failed'],
  [' SKIPPED due to upstream failure(s).', 'blocked'],
];

/** Reads a message of Spark's pipeline events, which are sentences. Flows are named as their tables are. */
export function readFlowEvent(message: string): FlowEvent | undefined {
  const [, beginning = '', table, ending = ''] = sentence.exec(message) ?? [];
  const status =
    beginning === 'Failed to resolve flow:'
      ? 'unresolved'
      : beginning.includes('upstream failure')
        ? 'blocked'
        : endings.find(([text]) => ending.startsWith(text))?.[1];
  if (table === undefined || status === undefined) return undefined;
  const error = /\nError: ([\s\S]*)/.exec(message)?.[1];
  return { table: table.replaceAll('`', ''), status, error };
}
