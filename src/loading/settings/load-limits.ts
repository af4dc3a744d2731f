import { isRecord } from '../../kernel/index.ts';
import { defaultLoadOptions, type LoadOptions } from '../../load/index.ts';

/** Limits of the loader that fit everybody, so there is no setting for them. */
export type LoadLimits = Pick<
  LoadOptions,
  'windowRecords' | 'windowBytes' | 'checkpointMs' | 'checkpointRecords' | 'leaseMs' | 'graceMs'
>;

/**
 * The limits, changed as HEADRACE_LOAD_LIMITS says (`{"leaseMs": 2000}`). Like HEADRACE_CRASH_AT it is internal, for
 * tests: what takes a large table or half a minute otherwise is then seen with a small one at once.
 */
export function loadLimits(env: NodeJS.ProcessEnv): LoadLimits {
  const { windowRecords, windowBytes, checkpointMs, checkpointRecords, leaseMs, graceMs } =
    defaultLoadOptions;
  const limits = { windowRecords, windowBytes, checkpointMs, checkpointRecords, leaseMs, graceMs };
  const given: unknown = env.HEADRACE_LOAD_LIMITS ? JSON.parse(env.HEADRACE_LOAD_LIMITS) : {};
  const changes = Object.entries(isRecord(given) ? given : {}).filter(
    ([name, value]) => name in limits && typeof value === 'number',
  );
  return { ...limits, ...Object.fromEntries(changes) };
}
