import type { Hono } from 'hono';
import * as z from 'zod';
import type { Durable, WorkflowStatus } from '../../durable/index.ts';
import { isRecord, type Json, stableJson } from '../../kernel/index.ts';
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

/** One mailbox, without a name: what stands in a header must not be able to end it. */
const mailAddress = /^[^\s@<>,;:"]+@[^\s@<>,;:"]+$/;

const request = z.looseObject({
  id: idField,
  workflow: z.string().optional(),
  /** Of a workflow of the project. */
  input: jsonValue.optional(),
  /** Of the built-in one. */
  url: z.url({ error: 'is no address' }).optional(),
  job: z.union([z.string(), z.number().int()]).optional(),
  params: z.record(z.string(), z.string()).optional(),
  email: z.array(z.string().regex(mailAddress, { error: 'is no mail address' })).optional(),
  on_failure: z.enum(['fail', 'wait'], { error: 'is "fail" or "wait"' }).optional(),
  timeout: z.number().positive().optional(),
});
type Asked = z.output<typeof request>;

/**
 * `GET /run?id&url` starts the built-in workflow, or says how it stands: `"working on it"`, `"I am done"` or
 * `"failed: …"`. `POST /run` does the same for any workflow, and answers with its status.
 */
export function runRoutes(app: Hono, durable: Durable, defaults: RunDefaults): void {
  const start = async (fields: unknown): Promise<WorkflowStatus> => {
    const asked = checkFields(request, fields);
    const found = await durable.get(asked.id);
    const workflow = asked.workflow ?? builtIn;
    // Asking again is asking how it stands, whatever the tunnel is called by now.
    if (found?.workflow === workflow && asked.input === undefined && isAbout(found, asked)) return found;
    const input = asked.input ?? (workflow === builtIn ? jobInput(asked, defaults) : null);
    return (await durable.start(workflow, asked.id, input)).status;
  };
  app.get('/run', async (context) => context.json(runAnswer(await start(await readFields(context)))));
  app.post('/run', async (context) => {
    const status = await start(await readFields(context));
    return context.json(statusBody(status), status.state === 'running' ? 202 : 200);
  });
}

/** Whether all that is said about the job is so of the workflow that was found. */
function isAbout({ input }: WorkflowStatus, asked: Asked): boolean {
  const known = isRecord(input) ? input : {};
  return Object.entries(said(asked)).every(([key, value]) => stableJson(known[key]) === stableJson(value));
}

function jobInput(asked: Asked, defaults: RunDefaults): Json {
  const { job = defaults.job, url = defaults.url } = asked;
  if (job === undefined) throw new HttpProblem(400, noJob({}));
  return { ...said(asked), job: String(job), url };
}

/** The built-in workflow's input, but for the address, as far as a request says it. */
function said({ job, params, email, on_failure, timeout }: Asked) {
  return {
    ...(job !== undefined && { job: String(job) }),
    ...(params && { params }),
    ...(email && { email }),
    ...(on_failure && { on_failure }),
    ...(timeout !== undefined && { timeout }),
  };
}
