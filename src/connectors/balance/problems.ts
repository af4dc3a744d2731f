import { count, problemType } from '../../kernel/index.ts';

export const badCost = problemType<{ index: number; cost: number }>({
  code: 'HR-BALANCE-001',
  severity: 'error',
  title: 'Cost not usable',
  message: ({ index, cost }) =>
    `The cost of table ${index + 1} is ${cost}; it must be a whole number of milliseconds, 0 or more.`,
  hint: () => 'Correct its weight in the table list.',
});

export const badCount = problemType<{ what: string; value: number }>({
  code: 'HR-BALANCE-002',
  severity: 'error',
  title: 'Number of pipelines or tables not usable',
  message: ({ what, value }) => `The number of ${what} is ${value}; it must be a whole number, 1 or more.`,
  hint: ({ what }) => `Give another number of ${what}.`,
});

export const sumTooLarge = problemType<Record<never, never>>({
  code: 'HR-BALANCE-003',
  severity: 'error',
  title: 'Costs too large to add up',
  message: () => 'The costs add up to 2^53 milliseconds or more, which cannot be counted exactly.',
  hint: () => 'Correct the weights in the table list: they are seconds.',
});

export const noRoom = problemType<{ items: number; pipelines: number; maxItems: number }>({
  code: 'HR-BALANCE-004',
  severity: 'error',
  title: 'More tables than the pipelines may hold',
  message: ({ items, pipelines, maxItems }) =>
    `${count(items, 'table')} do not fit into ${count(pipelines, 'pipeline')} of at most ${maxItems} each.`,
  hint: ({ items, maxItems }) =>
    `Take at least ${Math.ceil(items / maxItems)} pipelines, or allow more tables in each.`,
});

export const badPlace = problemType<{ index: number; pipeline: number; pipelines: number }>({
  code: 'HR-BALANCE-005',
  severity: 'error',
  title: 'Table in a pipeline that is not there',
  message: ({ index, pipeline, pipelines }) =>
    `Table ${index + 1} is kept in pipeline ${pipeline}; there are only the pipelines 0 to ${pipelines - 1}.`,
  hint: () => 'Take at least as many pipelines as the lock file names.',
});

export const noRoomBeside = problemType<{ items: number; places: number; maxItems: number }>({
  code: 'HR-BALANCE-006',
  severity: 'error',
  title: 'No room for new tables',
  message: ({ items, places, maxItems }) =>
    `${count(items, 'new table')} cannot be placed: with at most ${count(maxItems, 'table')} in a pipeline, and none moved, there is room for ${places}.`,
  hint: () => 'Add a pipeline, allow more tables in each, or allow moves.',
});
