import { didYouMean, listing, problemType } from '../../kernel/index.ts';

/** What can be wrong with a connector's folder and its connector.yml, besides its form. */
export const unreadableSettings = problemType<{ file: string; reason: string }>({
  code: 'HR-INGEST-001',
  severity: 'error',
  title: 'Unreadable connector.yml',
  message: ({ file, reason }) => `${file} cannot be read: ${reason}.`,
});

export const noConnector = problemType<{
  folder: string;
  name: string | undefined;
  names: readonly string[];
}>({
  code: 'HR-INGEST-002',
  severity: 'error',
  title: 'No such connector',
  message: ({ folder, name, names }) => {
    if (name === undefined) return `There is no connector in ${folder} yet.`;
    const others = names.length === 0 ? '' : ` It has ${listing(names)}.`;
    return `There is no connector "${name}" in ${folder}.${didYouMean(name, names)}${others}`;
  },
  hint: ({ name }) =>
    `\`headrace connectors discover --connector ${name ?? 'PATH'}\` makes one; --csv FILE names a table list elsewhere.`,
});

export const severalConnectors = problemType<{ folder: string; names: readonly string[] }>({
  code: 'HR-INGEST-003',
  severity: 'error',
  title: 'Which connector?',
  message: ({ folder, names }) => `There are ${names.length} connectors in ${folder}: ${listing(names)}.`,
  hint: ({ names }) => `Say which is meant: --source-name ${names[0] ?? 'NAME'}.`,
});

export const unknownTable = problemType<{ table: string; names: readonly string[]; list: string }>({
  code: 'HR-INGEST-004',
  severity: 'error',
  title: 'Settings of a table that is not listed',
  message: ({ table, names, list }) =>
    `connector.yml has settings of "${table}", which is not in ${list}.${didYouMean(table, names)}`,
  hint: () =>
    'Correct its name, or remove it from `tables`. Names are those of the source, in the same letters.',
});

export const badTableConfig = problemType<{ key: string; where: string }>({
  code: 'HR-INGEST-005',
  severity: 'error',
  title: 'A table configuration without a value',
  message: ({ key, where }) => `"${key}" in ${where} is empty.`,
  hint: () => 'Give it a text, a number, true or false, a list or a mapping; or leave it out.',
});
