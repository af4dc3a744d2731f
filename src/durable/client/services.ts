import type { Context } from '@resonatehq/sdk';
import type { Workspace } from '../../databricks/index.ts';
import type { Channel } from '../../notify/index.ts';
import type { StartJob } from '../jobs/start-job.ts';
import type { Failure } from './types.ts';

/** What steps need of the process that runs them. */
export interface Services {
  /** The project's folder. */
  readonly root: string;
  readonly env: NodeJS.ProcessEnv;
  /** The target's workspace. */
  workspace(): Promise<Workspace>;
  /** Starts a job, once for a promise. @returns the run's id. */
  startJob(request: StartJob): Promise<string>;
  /** Whether anybody still waits for a promise, or it was settled by its job. */
  isWanted(promiseId: string): Promise<boolean>;
  /** Lets a promise fail that nobody will settle. */
  giveUp(promiseId: string, failure: Failure): Promise<void>;
  /** When a promise expires: milliseconds since 1970. */
  expiryOf(promiseId: string): Promise<number>;
  /** Ways to tell people something; empty where none is configured. Resolved when it is called. */
  channels(): readonly Channel[];
  /** Who of a notice's receivers is left, by step and channel; none: all have it. Kept while this process lives. */
  readonly untold: Map<string, readonly string[]>;
}

const key = 'headrace';

/** Gives steps what they need; to be called once. */
export function provideServices(
  to: { setDependency(name: string, value: unknown): void },
  services: Services,
): void {
  to.setDependency(key, services);
}

/** @throws Error when the workflow does not run under Headrace. */
export function servicesOf(context: Context): Services {
  const services = context.getDependency<Services>(key);
  if (!services) throw new Error('This step needs a workflow that Headrace runs (see openDurable).');
  return services;
}
