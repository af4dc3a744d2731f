/** What an event says, before it is given an id and an origin. */
export interface EventContent {
  readonly type: 'create_update' | 'update_progress' | 'flow_definition' | 'flow_progress';
  readonly level: 'INFO' | 'WARN' | 'ERROR' | 'METRICS';
  readonly message: (update: string) => string;
  readonly table?: string;
  readonly status?: FlowStatus;
  readonly details: unknown;
  readonly error?: unknown;
}

export type FlowStatus = 'QUEUED' | 'STARTING' | 'RUNNING' | 'COMPLETED' | 'FAILED' | 'SKIPPED' | 'STOPPED';

/** An update enters a state. */
export function updateEvent(state: string, failure?: string): EventContent {
  const created = state === 'CREATED';
  return {
    type: created ? 'create_update' : 'update_progress',
    level: failure === undefined ? 'INFO' : 'ERROR',
    message: (update) =>
      created
        ? `Update ${update} started by API_CALL.`
        : `Update ${update} ${state === 'FAILED' ? 'has' : 'is'} ${state}.`,
    details: created ? { create_update: { cause: 'API_CALL' } } : { update_progress: { state } },
    ...(failure !== undefined && { error: errorOf(failure) }),
  };
}

/** A table and its flow are known. What the flow reads is not: no code is looked into. */
export function definitionEvent(table: string): EventContent {
  return {
    type: 'flow_definition',
    level: 'INFO',
    message: () => `Flow '${table}' is defined.`,
    table,
    details: { flow_definition: { output_dataset: table, input_datasets: [] } },
  };
}

/** A table's flow enters a state, or tells how many rows it has written. */
export function flowEvent(
  table: string,
  status: FlowStatus,
  { rows, failure }: { readonly rows?: number; readonly failure?: string | undefined } = {},
): EventContent {
  const measured = rows !== undefined;
  return {
    type: 'flow_progress',
    level: levelOf(status, measured),
    message: () =>
      status === 'RUNNING' && measured
        ? `Reported flow time metrics for '${table}'.`
        : `Flow '${table}' ${status === 'COMPLETED' || status === 'FAILED' ? 'has' : 'is'} ${status}.`,
    ...{ table, status },
    details: {
      flow_progress: {
        status,
        ...(measured && { metrics: { num_output_rows: rows } }),
        ...(measured && status === 'COMPLETED' && { data_quality: { dropped_records: 0 } }),
      },
    },
    ...(failure !== undefined && { error: errorOf(failure) }),
  };
}

function levelOf(status: FlowStatus, measured: boolean): EventContent['level'] {
  if (status === 'FAILED') return 'ERROR';
  if (status === 'SKIPPED') return 'WARN';
  return measured && status === 'RUNNING' ? 'METRICS' : 'INFO';
}

function errorOf(message: string): unknown {
  return {
    fatal: true,
    exceptions: [
      {
        class_name: 'org.apache.spark.sql.streaming.StreamingQueryException',
        message,
        stack: [
          {
            declaring_class: 'com.databricks.pipelines.execution.core.UpdateExecution',
            method_name: 'run',
            file_name: 'UpdateExecution.scala',
            line_number: 1,
          },
        ],
      },
    ],
  };
}
