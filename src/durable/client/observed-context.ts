import type { Context } from '@resonatehq/sdk';
import { StepRefused } from '../steps/refused.ts';

/** Makes an attempt at a step: calls it, and does what is to be done about its end. */
export type Observe = (context: Context, work: () => Promise<unknown>) => Promise<unknown>;

/** The context's ways to run a function in this process. */
const local: ReadonlySet<PropertyKey> = new Set(['run', 'beginRun', 'lfc', 'lfi']);

/** The context of a workflow whose steps are observed, attempt by attempt. */
export function observedContext(context: Context, observe: Observe): Context {
  return new Proxy(context, {
    get(target, key): unknown {
      const found: unknown = Reflect.get(target, key, target);
      if (typeof found !== 'function') return found;
      if (!local.has(key)) return found.bind(target);
      return (step: unknown, ...args: unknown[]): unknown =>
        found.call(target, observed(step, observe), ...withOptions(target, args));
    },
  });
}

/** Whatever a step's options are by default, what is refused for good is not tried again. */
function withOptions(context: Context, args: readonly unknown[]): readonly unknown[] {
  const usual = context.options({ nonRetryableErrors: [StepRefused] });
  return args.at(-1) instanceof usual.constructor ? args : [...args, usual];
}

/** Generators are workflows of their own: their steps are observed, not they. */
function observed(step: unknown, observe: Observe): unknown {
  if (typeof step !== 'function') return step;
  const isGenerator = step.constructor.name === 'GeneratorFunction';
  const run = isGenerator
    ? function* (context: Context, ...args: unknown[]): Generator {
        return yield* step(observedContext(context, observe), ...args);
      }
    : (context: Context, ...args: unknown[]): Promise<unknown> =>
        observe(context, async () => await step(context, ...args));
  return Object.defineProperty(run, 'name', { value: step.name });
}
