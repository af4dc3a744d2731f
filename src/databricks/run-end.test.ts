import { expect, it } from 'vitest';
import { runEnd } from './run-end.ts';

const state = (life_cycle_state: string, result_state?: string, state_message = '') => ({
  state: { life_cycle_state, state_message, ...(result_state !== undefined && { result_state }) },
});

it.each(['QUEUED', 'PENDING', 'BLOCKED', 'RUNNING', 'TERMINATING', 'WAITING_FOR_RETRY'])(
  'is not there for a run that is %s',
  (cycle) => {
    expect(runEnd(state(cycle))).toBeUndefined();
    expect(runEnd({ status: { state: cycle } })).toBeUndefined();
  },
);

it.each([
  ['TERMINATED', 'SUCCESS', 'succeeded'],
  ['TERMINATED', 'SUCCESS_WITH_FAILURES', 'succeeded'],
  ['TERMINATED', 'FAILED', 'failed'],
  ['TERMINATED', 'TIMEDOUT', 'timed_out'],
  ['TERMINATED', 'CANCELED', 'cancelled'],
  ['TERMINATED', 'SOMETHING_NEW', 'failed'],
  ['TERMINATED', undefined, 'failed'],
  ['SKIPPED', 'MAXIMUM_CONCURRENT_RUNS_REACHED', 'skipped'],
  ['SKIPPED', undefined, 'skipped'],
  ['INTERNAL_ERROR', 'FAILED', 'failed'],
  ['INTERNAL_ERROR', undefined, 'failed'],
])('of %s with %s is %s', (cycle, result, outcome) => {
  expect(runEnd(state(cycle, result, 'why'))).toEqual({ outcome, result: result ?? cycle, message: 'why' });
});

it('is told by the newer field too, where that is all there is', () => {
  const termination_details = { code: 'USER_CANCELED', message: 'by you' };
  expect(runEnd({ status: { state: 'TERMINATED', termination_details } })).toEqual({
    ...{ outcome: 'cancelled', result: 'USER_CANCELED', message: 'by you' },
  });
});
