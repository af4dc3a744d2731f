import type { Context, Hono } from 'hono';
import * as z from 'zod';
import type { Durable, Settlement } from '../../durable/index.ts';
import { sameText } from '../../kernel/index.ts';
import type { Access } from '../access.ts';
import { checkFields, idField, jsonValue } from '../check-fields.ts';
import { HttpProblem } from '../http-problem.ts';
import { badRequest, noSuchPromise, promiseExpired, tokenNeeded } from '../problems.ts';
import { readFields } from '../read-body.ts';
import { bearer } from '../security/bearer.ts';

const resolution = z.looseObject({
  id: idField,
  value: jsonValue.default(null),
  token: z.string().optional(),
});

const rejection = z.looseObject({
  id: idField,
  message: z.string().default('The job says that it failed.'),
  name: z.string().default('JobFailed'),
  token: z.string().optional(),
});

/** `POST /resolve?id&value` and `POST /reject?id&message`: how a job says that it has ended. */
export function settleRoutes(app: Hono, durable: Durable, access: Access): void {
  app.post('/resolve', async (context) => {
    const { id, value, token } = checkFields(resolution, await callbackFields(context));
    mayCallBack(context, durable, access, id, token);
    return settled(context, id, await durable.resolve(id, value));
  });
  app.post('/reject', async (context) => {
    const { id, message, name, token } = checkFields(rejection, await callbackFields(context));
    mayCallBack(context, durable, access, id, token);
    return settled(context, id, await durable.reject(id, { name, message }));
  });
}

/** Addresses end in logs: a token in one is refused, so that nobody gets used to it. */
async function callbackFields(context: Context): Promise<Readonly<Record<string, unknown>>> {
  if (context.req.query('token') !== undefined) {
    throw new HttpProblem(
      400,
      badRequest({ what: 'A token may not stand in the address; send it in the body.' }),
    );
  }
  return await readFields(context);
}

/** Where a key is needed, the promise's own token does as well. */
function mayCallBack(
  context: Context,
  durable: Durable,
  access: Access,
  id: string,
  inBody: string | undefined,
): void {
  if (access.kind === 'loopback') return;
  const token = inBody || bearer(context.req.header('authorization'));
  const checked = token ? durable.checkCallbackToken(id, token) : 'wrong';
  if (checked === 'valid' || (token && sameText(token, access.apiKey))) return;
  // Its job has done nothing wrong but to take too long.
  if (checked === 'expired') throw new HttpProblem(410, promiseExpired({ id }));
  throw new HttpProblem(401, tokenNeeded({ given: token !== undefined }), { 'www-authenticate': 'Bearer' });
}

function settled(context: Context, id: string, settlement: Settlement): Response {
  switch (settlement.outcome) {
    case 'unknown':
      throw new HttpProblem(404, noSuchPromise({ id }));
    case 'late':
      throw new HttpProblem(410, promiseExpired({ id }));
    case 'already':
      // A job that repeats its callback has done nothing wrong.
      return context.json({ id, outcome: 'already', state: settlement.state, same: settlement.same });
    case 'settled':
      return context.json({ id, outcome: 'settled' });
  }
}
