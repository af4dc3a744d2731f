import type { Context, Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { Durable, DurableEvent } from '../../durable/index.ts';
import { HttpProblem } from '../http-problem.ts';
import { noSuchWorkflow } from '../problems.ts';
import { iso, statusBody } from '../shapes.ts';

/** How long a stream may be silent before proxies take it for dead: milliseconds. */
const heartbeat = 15_000;

/** Events that a reader has not taken yet; one who falls further behind is cut off, and may come again. */
const maxBehind = 1000;

/** Server-sent events: of all workflows, or of one (which ends with it), after its status. */
export function eventRoutes(app: Hono, durable: Durable): void {
  app.get('/events', (context) => stream(context, durable, undefined));
  app.get('/workflows/:id/events', async (context) => {
    const id = context.req.param('id');
    if (!(await durable.get(id))) throw new HttpProblem(404, noSuchWorkflow({ id }));
    return stream(context, durable, id);
  });
}

function stream(context: Context, durable: Durable, id: string | undefined): Response {
  return streamSSE(context, async (sse) => {
    const waiting: DurableEvent[] = [];
    let wake = (): void => {};
    let isOpen = true;
    const stop = durable.watch((event) => {
      if (id !== undefined && rootOf(event) !== id) return;
      waiting.push(event);
      if (waiting.length > maxBehind) isOpen = false;
      wake();
    });
    sse.onAbort(() => {
      isOpen = false;
      wake();
    });
    try {
      // Watched first, read second: nothing can fall between.
      const status = id === undefined ? undefined : await durable.get(id);
      if (status) await sse.writeSSE({ event: 'status', data: JSON.stringify(statusBody(status)) });
      if (status && status.state !== 'running') isOpen = false;
      while (isOpen) {
        for (let event = waiting.shift(); event; event = waiting.shift()) {
          await sse.writeSSE({ event: event.type, data: JSON.stringify({ ...event, at: iso(event.at) }) });
          if (event.type === 'workflow_ended' && id !== undefined) isOpen = false;
        }
        if (!isOpen) break;
        const silent = await new Promise<boolean>((resolve) => {
          const timer = setTimeout(resolve, heartbeat, true);
          wake = () => {
            clearTimeout(timer);
            resolve(false);
          };
        });
        if (silent) await sse.write(': still here\n\n');
      }
    } finally {
      stop();
    }
  });
}

function rootOf(event: DurableEvent): string {
  return 'root' in event ? event.root : event.id;
}
