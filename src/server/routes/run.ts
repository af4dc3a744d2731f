import type { Hono } from 'hono';
import * as z from 'zod';
import type { Durable, WorkflowStatus } from '../../durable/index.ts';
import type { Json } from '../../kernel/index.ts';
import { checkFields, idField, jsonValue } from '../check-fields.ts';
import { HttpProblem } from '../http-problem.ts';
import { noJob } from '../problems.ts';
import { readFields } from '../read-body.ts';
import { runAnswer, statusBody } from '../shapes.ts';

export interface RunDefaults {
  /** The job that is run when a request names none. */
  readonly job: string | undefined;
  /** Where jobs find this server when a request does not say. */
  readonly url: string;
}

/** The workflow that runs one job and waits for it. */
const builtIn = 'data-pipeline';

const request = z.looseObject({
  id: idField,
  workflow: z.string().optional(),
  /** Of a workflow of the project. */
  input: jsonValue.optional(),
  /** Of the built-in one. */
  url: z.url({ error: 'is no address' }).optional(),
  job: z.union([z.string(), z.number().int()]).optional(),
  params: z.record(z.string(), z.string()).optional(),
});

/**
 * `GET /run?id&url` starts the built-in workflow, or says how it stands: `"working on it"`, `"I am done"` or
 * `"failed: …"`. `POST /run` does the same for any workflow, and answers with its status.
 */
export function runRoutes(app: Hono, durable: Durable, defaults: RunDefaults): void {
  const start = async (fields: unknown): Promise<WorkflowStatus> => {
    const asked = checkFields(request, fields);
    const found = await durable.get(asked.id);
    // Asking again is asking how it stands, whatever the tunnel is called by now.
    if (found && (asked.workflow ?? builtIn) === found.workflow && asked.input === undefined) return found;
    const workflow = asked.workflow ?? builtIn;
    const input = asked.input ?? (workflow === builtIn ? jobInput(asked, defaults) : null);
    return (await durable.start(workflow, asked.id, input)).status;
  };
  app.get('/run', async (context) => context.json(runAnswer(await start(await readFields(context)))));
  app.post('/run', async (context) => {
    const status = await start(await readFields(context));
    return context.json(statusBody(status), status.state === 'running' ? 202 : 200);
  });
}

function jobInput({ job, url, params }: z.output<typeof request>, defaults: RunDefaults): Json {
  const id = job ?? defaults.job;
  if (id === undefined) throw new HttpProblem(400, noJob({}));
  return { job: String(id), url: url ?? defaults.url, ...(params && { params }) };
}
