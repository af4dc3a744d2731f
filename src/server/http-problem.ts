import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { Problem } from '../kernel/index.ts';

/** A problem as the body of an answer. */
export function problemBody({ code, message, hint }: Problem) {
  return { error: { code, message, ...(hint && { hint }) } };
}

/** Ends a request with a status and a problem. */
export class HttpProblem extends HTTPException {
  constructor(
    status: ContentfulStatusCode,
    problem: Problem,
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(status, {
      message: problem.message,
      res: Response.json(problemBody(problem), { status, headers }),
    });
  }
}
