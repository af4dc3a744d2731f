import { didYouMean, listing, problemType } from '../../kernel/index.ts';

// What can be wrong with the places that tables go to: targets, indexes, connections.

export const unknownTarget = problemType<{ name: string; names: readonly string[] }>({
  code: 'HR-CONFIG-028',
  severity: 'error',
  title: 'Unknown target',
  message: ({ name, names }) => `There is no target "${name}".${didYouMean(name, names)}`,
  hint: ({ names }) =>
    names.length > 0 ? `Targets: ${listing(names)}.` : 'Add it under `targets:`; there are none yet.',
});

export const severalDefaultTargets = problemType<{ names: readonly string[] }>({
  code: 'HR-CONFIG-029',
  severity: 'error',
  title: 'Several default targets',
  message: ({ names }) => `${names.length} targets are the default: ${listing(names)}.`,
  hint: () => 'Leave `default: true` on one of them.',
});

export const noDefaultTarget = problemType<{ names: readonly string[] }>({
  code: 'HR-CONFIG-030',
  severity: 'error',
  title: 'No default target',
  message: ({ names }) => `There are ${names.length} targets and none is the default: ${listing(names)}.`,
  hint: ({ names }) => `Set \`default: true\` on one of them, or choose one: \`--target ${names[0]}\`.`,
});

export const unknownIndexTable = problemType<{ index: string; name: string; names: readonly string[] }>({
  code: 'HR-CONFIG-031',
  severity: 'error',
  title: 'Index of an unknown table',
  message: ({ index, name, names }) =>
    `The index "${index}" is made from "${name}", which is no table of this project.${didYouMean(name, names)}`,
  hint: () => 'Name the table that the index mirrors.',
});

export const unsupportedBackend = problemType<{ backend: string }>({
  code: 'HR-CONFIG-033',
  severity: 'error',
  title: 'Search backend of a later version',
  message: ({ backend }) => `The search backend "${backend}" is not in this version.`,
  hint: () => 'Write `backend: elasticsearch`, or `backend: sqlite` for indexes in files of the project.',
});

export const unknownConnection = problemType<{
  name: string;
  type: string;
  names: readonly string[];
  actual: string | undefined;
}>({
  code: 'HR-CONFIG-035',
  severity: 'error',
  title: 'Unknown connection',
  message: ({ name, type, names, actual }) =>
    actual === undefined
      ? `"${name}" is no connection of this project.${didYouMean(name, names)}`
      : `The connection "${name}" is of type ${actual}; this needs one of type ${type}.`,
  hint: ({ name, type, names }) =>
    names.length > 0
      ? `Connections of type ${type}: ${names.join(', ')}.`
      : `Declare it: \`connections: {${name}: {type: ${type}, url: …}}\`.`,
});
