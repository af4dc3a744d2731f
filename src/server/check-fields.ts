import * as z from 'zod';
import { HttpProblem } from './http-problem.ts';
import { badRequest } from './problems.ts';

/** @throws HttpProblem 400 that names every field that is missing or wrong. */
export function checkFields<S extends z.ZodType>(schema: S, fields: unknown): z.output<S> {
  const result = parsed(schema, fields);
  if (result.success) return result.data;
  const what = result.error.issues.map(
    ({ path, message }) => `${path.join('.') || 'the request'}: ${message}`,
  );
  throw new HttpProblem(400, badRequest({ what: `The request is not right: ${what.join('; ')}.` }));
}

function parsed<S extends z.ZodType>(schema: S, fields: unknown): z.ZodSafeParseResult<z.output<S>> {
  try {
    return schema.safeParse(fields);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    // The stack is used up: a few kilobytes of brackets do.
    throw new HttpProblem(400, badRequest({ what: 'The request is nested too deeply.' }));
  }
}

/** Any JSON value. */
export const jsonValue = z.json();

/** An id that a caller chose or was given. */
export const idField = z.string({ error: 'is needed' }).min(1, { error: 'is needed' }).max(500);
