import * as z from 'zod';
import { id, whole } from './answers.ts';

const updateState = z.looseObject({
  update_id: id,
  state: z.string().optional(),
  creation_time: z.union([z.string(), z.number()]).optional(),
});

export const pipeline = z.looseObject({
  pipeline_id: id,
  name: z.string().optional(),
  /** DEPLOYING, STARTING, RUNNING, STOPPING, DELETED, RECOVERING, FAILED, RESETTING, IDLE. */
  state: z.string().optional(),
  creator_user_name: z.string().optional(),
  run_as_user_name: z.string().optional(),
  /** The newest first. */
  latest_updates: z.array(updateState).optional(),
  spec: z.looseObject({}).optional(),
});
export type Pipeline = z.output<typeof pipeline>;

export const update = z.looseObject({
  update_id: id,
  pipeline_id: id.optional(),
  /**
   * QUEUED, CREATED, WAITING_FOR_RESOURCES, INITIALIZING, RESETTING, SETTING_UP_TABLES, RUNNING, STOPPING,
   * COMPLETED, FAILED, CANCELED.
   */
  state: z.string(),
  cause: z.string().optional(),
  creation_time: whole.optional(),
  full_refresh: z.boolean().optional(),
  refresh_selection: z.array(z.string()).optional(),
  full_refresh_selection: z.array(z.string()).optional(),
});
export type PipelineUpdate = z.output<typeof update>;

const frame = z.looseObject({
  declaring_class: z.string().optional(),
  method_name: z.string().optional(),
  file_name: z.string().optional(),
  line_number: whole.optional(),
});

export const event = z.looseObject({
  id: z.string(),
  /** create_update, update_progress, flow_progress, flow_definition, dataset_definition, user_action, … */
  event_type: z.string(),
  /** INFO, WARN, ERROR, METRICS. */
  level: z.string().optional(),
  message: z.string().optional(),
  /** ISO 8601. */
  timestamp: z.string(),
  origin: z
    .looseObject({
      update_id: z.string().optional(),
      flow_name: z.string().optional(),
      dataset_name: z.string().optional(),
    })
    .optional(),
  error: z
    .looseObject({
      fatal: z.boolean().optional(),
      exceptions: z
        .array(
          z.looseObject({
            class_name: z.string().optional(),
            message: z.string().optional(),
            stack: z.array(frame).optional(),
          }),
        )
        .optional(),
    })
    .optional(),
  /** By the type of event, e.g. `flow_progress: {status, metrics: {num_output_rows}}`. */
  details: z.looseObject({}).optional(),
});
export type PipelineEvent = z.output<typeof event>;
