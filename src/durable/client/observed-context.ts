import type { Context } from '@resonatehq/sdk';

/** The context's ways to run a function in this process. */
const local: ReadonlySet<PropertyKey> = new Set(['run', 'beginRun', 'lfc', 'lfi']);

/** Told of an attempt of a step that failed. */
export type OnAttempt = (stepId: string, attempt: number, error: unknown) => void;

/** The context of a workflow, in which attempts of steps that fail are told, also those that are tried again. */
export function observedContext(context: Context, onFailed: OnAttempt): Context {
  return new Proxy(context, {
    get(target, key): unknown {
      const found: unknown = Reflect.get(target, key, target);
      if (typeof found !== 'function') return found;
      if (!local.has(key)) return found.bind(target);
      return (step: unknown, ...args: unknown[]): unknown =>
        found.call(target, observed(step, onFailed), ...args);
    },
  });
}

/** Generators are workflows of their own: their steps are told, not they. */
function observed(step: unknown, onFailed: OnAttempt): unknown {
  if (typeof step !== 'function') return step;
  const isGenerator = step.constructor.name === 'GeneratorFunction';
  const run = isGenerator
    ? function* (context: Context, ...args: unknown[]): Generator {
        return yield* step(observedContext(context, onFailed), ...args);
      }
    : async (context: Context, ...args: unknown[]): Promise<unknown> => {
        try {
          return await step(context, ...args);
        } catch (error) {
          onFailed(context.id, context.info.attempt, error);
          throw error;
        }
      };
  return Object.defineProperty(run, 'name', { value: step.name });
}
