import type { Hono } from 'hono';
import * as z from 'zod';
import type { Durable } from '../../durable/index.ts';
import { checkFields, idField } from '../check-fields.ts';
import { HttpProblem } from '../http-problem.ts';
import { noSuchWorkflow } from '../problems.ts';
import { readFields } from '../read-body.ts';
import { statusBody, stepBody } from '../shapes.ts';

const listQuery = z.looseObject({
  state: z.enum(['running', 'done', 'failed', 'cancelled', 'timed_out']).optional(),
  workflow: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
});

const idOnly = z.looseObject({ id: idField });

/** Status, history and what people do to workflows. */
export function workflowRoutes(app: Hono, durable: Durable): void {
  app.get('/workflows', async (context) => {
    const { state, workflow, limit } = checkFields(listQuery, context.req.query());
    const found = await durable.list({ ...(state && { state }), ...(workflow && { workflow }), limit });
    return context.json({ workflows: found.map(statusBody) });
  });
  app.get('/workflows/:id', async (context) => {
    const id = context.req.param('id');
    const status = await durable.get(id);
    if (!status) throw new HttpProblem(404, noSuchWorkflow({ id }));
    return context.json(statusBody(status));
  });
  app.get('/workflows/:id/history', async (context) => {
    const id = context.req.param('id');
    const steps = await durable.history(id);
    if (!steps) throw new HttpProblem(404, noSuchWorkflow({ id }));
    return context.json({ id, steps: steps.map(stepBody) });
  });
  app.post('/repair', async (context) => {
    const { id } = checkFields(idOnly, await readFields(context));
    if (!(await durable.get(id))) throw new HttpProblem(404, noSuchWorkflow({ id }));
    return context.json({ id, repaired: await durable.repair(id) });
  });
  app.post('/cancel', async (context) => {
    const { id } = checkFields(idOnly, await readFields(context));
    const status = await durable.cancel(id);
    if (!status) throw new HttpProblem(404, noSuchWorkflow({ id }));
    return context.json(statusBody(status));
  });
}
