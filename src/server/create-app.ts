import { type Context, Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { secureHeaders } from 'hono/secure-headers';
import type { Durable } from '../durable/index.ts';
import { exitCode, HeadraceError } from '../kernel/index.ts';
import type { Access } from './access.ts';
import { problemBody } from './http-problem.ts';
import { internalError, noSuchRoute } from './problems.ts';
import { eventRoutes } from './routes/events.ts';
import { type RunDefaults, runRoutes } from './routes/run.ts';
import { settleRoutes } from './routes/settle.ts';
import { workflowRoutes } from './routes/workflows.ts';
import { guardLocal } from './security/guard-local.ts';
import { defaultRateLimits, limitRate, type RateLimits } from './security/limit-rate.ts';
import { requireKey } from './security/require-key.ts';

export interface AppOptions {
  readonly durable: Durable;
  readonly access: Access;
  readonly defaults: RunDefaults;
  /** The address a request comes from. */
  readonly addressOf: (context: Context) => string;
  readonly limits?: RateLimits;
  /** Told what went wrong inside, which callers are not. */
  readonly onFailure: (error: unknown) => void;
}

/** The HTTP interface of a project's workflows. */
export function createApp(options: AppOptions): Hono {
  const { durable, access, defaults, addressOf, limits = defaultRateLimits, onFailure } = options;
  const app = new Hono();
  app.use(
    secureHeaders({ referrerPolicy: 'no-referrer', contentSecurityPolicy: { defaultSrc: ["'none'"] } }),
  );
  app.use(limitRate(limits, addressOf));
  if (access.kind === 'loopback') app.use(guardLocal);
  app.get('/health', (context) => context.json({ status: 'ok' }));
  settleRoutes(app, durable, access);
  if (access.kind === 'keyed') app.use(requireKey(access.apiKey));
  runRoutes(app, durable, defaults);
  workflowRoutes(app, durable);
  eventRoutes(app, durable);

  const routes = [
    ...new Set(app.routes.filter(({ method }) => method !== 'ALL').map((r) => `${r.method} ${r.path}`)),
  ];
  app.notFound((context) => {
    const { method, path } = context.req;
    return context.json(problemBody(noSuchRoute({ method, path, routes })), 404);
  });
  app.onError((error, context) => {
    if (error instanceof HTTPException) return error.getResponse();
    if (error instanceof HeadraceError && error.problems[0]) {
      const status = error.exitCode === exitCode.usage ? 400 : 503;
      return context.json(problemBody(error.problems[0]), status);
    }
    onFailure(error);
    return context.json(problemBody(internalError({})), 500);
  });
  return app;
}
