import { definitionEvent, type EventContent, flowEvent, updateEvent } from './event-content.ts';

/** What an update is to do, fixed when it starts. */
export interface UpdateWork {
  readonly tables: readonly string[];
  readonly rows: ReadonlyMap<string, number>;
  /** Goes on until it is stopped. */
  readonly continuous: boolean;
  readonly validateOnly: boolean;
  /** Tables forget what they hold first. */
  readonly resets: boolean;
  readonly failure: { readonly table?: string; readonly message: string } | undefined;
  readonly startedAt: number;
  readonly durationMs: number;
}

export type UpdateState =
  | 'QUEUED'
  | 'CREATED'
  | 'WAITING_FOR_RESOURCES'
  | 'INITIALIZING'
  | 'RESETTING'
  | 'SETTING_UP_TABLES'
  | 'RUNNING'
  | 'STOPPING'
  | 'COMPLETED'
  | 'FAILED'
  | 'CANCELED';

/** Something that happens in an update: the state it is in from then on, and the event that tells. */
export interface Step {
  readonly at: number;
  readonly state: UpdateState;
  readonly event: EventContent;
}

export const finalStates: readonly UpdateState[] = ['COMPLETED', 'FAILED', 'CANCELED'];

/** Shares of the duration: when the phases before the tables begin, and when the tables do. */
const phases = [
  ['CREATED', 0],
  ['WAITING_FOR_RESOURCES', 0.05],
  ['INITIALIZING', 0.15],
  ['RESETTING', 0.2],
  ['SETTING_UP_TABLES', 0.25],
  ['RUNNING', 0.3],
] as const satisfies readonly (readonly [UpdateState, number])[];
const tablesFrom = 0.3;
const stoppingShare = 0.1;

/**
 * All that happens in an update from its start to its end, by a plan made at the start; a stop cuts it short.
 *
 * @param stoppedAt when somebody asked it to stop.
 */
export function stepsOf(work: UpdateWork, stoppedAt: number | undefined): readonly Step[] {
  const planned = plannedSteps(work);
  if (stoppedAt === undefined) return planned;
  const before = planned.filter(({ at }) => at <= stoppedAt);
  const last = before.at(-1);
  if (!last || finalStates.includes(last.state)) return planned;
  const end = stoppedAt + work.durationMs * stoppingShare;
  return [
    ...before,
    { at: stoppedAt, state: 'STOPPING', event: updateEvent('STOPPING') },
    ...openFlows(before).map((table): Step => {
      return { at: end, state: 'STOPPING', event: flowEvent(table, 'STOPPED') };
    }),
    { at: end, state: 'CANCELED', event: updateEvent('CANCELED') },
  ];
}

function plannedSteps(work: UpdateWork): Step[] {
  const { startedAt, durationMs, failure, resets, validateOnly, tables } = work;
  const moment = (share: number): number => startedAt + share * durationMs;
  const unknown = failure !== undefined && (failure.table === undefined || !tables.includes(failure.table));
  const begun = phases
    .filter(([state]) => (state !== 'RESETTING' || resets) && (state !== 'RUNNING' || !validateOnly))
    .filter(
      ([state]) => !unknown || state === 'CREATED' || state.startsWith('WAITING') || state === 'INITIALIZING',
    )
    .flatMap(([state, share]): Step[] => {
      const at = moment(share);
      const entered: Step = { at, state, event: updateEvent(state) };
      const defined = state === 'SETTING_UP_TABLES' ? tables.map(definitionEvent) : [];
      return [entered, ...defined.map((event): Step => ({ at, state, event }))];
    });
  const end = startedAt + durationMs;
  if (unknown) {
    const event = updateEvent('FAILED', failure.message);
    return [...begun, { at: moment(tablesFrom), state: 'FAILED', event }];
  }
  if (validateOnly) return [...begun, { at: end, state: 'COMPLETED', event: updateEvent('COMPLETED') }];
  const flows = flowSteps(work, moment(tablesFrom), end);
  if (failure)
    return [...begun, ...flows, { at: end, state: 'FAILED', event: updateEvent('FAILED', failure.message) }];
  if (work.continuous) return [...begun, ...flows];
  return [...begun, ...flows, { at: end, state: 'COMPLETED', event: updateEvent('COMPLETED') }];
}

/** Tables one after the other; after one that fails, the rest is skipped. */
function flowSteps({ tables, rows, failure, continuous }: UpdateWork, from: number, to: number): Step[] {
  const slice = (to - from) / Math.max(1, tables.length);
  const failing = failure?.table === undefined ? tables.length : tables.indexOf(failure.table);
  return [
    ...tables.map((table): Step => running(from, flowEvent(table, 'QUEUED'))),
    ...tables.flatMap((table, index): Step[] => {
      const at = from + index * slice;
      if (index > failing)
        return [running(from + failing * slice + slice * 0.9, flowEvent(table, 'SKIPPED'))];
      const started = [
        running(at, flowEvent(table, 'STARTING')),
        running(at + slice * 0.1, flowEvent(table, 'RUNNING')),
      ];
      if (index === failing) {
        return [
          ...started,
          running(at + slice * 0.8, flowEvent(table, 'FAILED', { failure: failure?.message })),
        ];
      }
      const written = { rows: rows.get(table) ?? 0 };
      const metrics = running(at + slice * 0.5, flowEvent(table, 'RUNNING', written));
      // A continuous flow goes on after its rows.
      if (continuous) return [...started, metrics];
      return [...started, metrics, running(at + slice * 0.8, flowEvent(table, 'COMPLETED', written))];
    }),
  ];
}

function running(at: number, event: EventContent): Step {
  return { at, state: 'RUNNING', event };
}

/** Tables that have begun and not ended. */
function openFlows(steps: readonly Step[]): readonly string[] {
  const open = new Set<string>();
  for (const { event } of steps) {
    const { table, status } = event;
    if (table === undefined) continue;
    if (status === 'STARTING') open.add(table);
    else if (status === 'COMPLETED' || status === 'FAILED') open.delete(table);
  }
  return [...open];
}
