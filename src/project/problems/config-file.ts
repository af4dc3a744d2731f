import { listing, problemType } from '../../kernel/index.ts';

// What can be wrong with the text of config.yml.

export const noConfig = problemType<{ root: string }>({
  code: 'HR-CONFIG-001',
  severity: 'error',
  title: 'No configuration',
  message: ({ root }) => `There is no config.yml in ${root}.`,
  hint: () => 'Run `headrace init` to start a project here, or go to the folder of one.',
});

export const emptyConfig = problemType<{ file: string }>({
  code: 'HR-CONFIG-002',
  severity: 'error',
  title: 'Empty configuration',
  message: ({ file }) => `${file} is empty.`,
  hint: () => 'A project starts with `tables:`, a list of tables with a name and a layer.',
});

export const invalidYaml = problemType<{ message: string; hint?: string | undefined }>({
  code: 'HR-CONFIG-003',
  severity: 'error',
  title: 'Invalid YAML',
  message: ({ message }) => `This is not valid YAML: ${message}`,
  hint: ({ hint }) => hint,
});

export const duplicateKey = problemType<{ key: string; firstLine: number }>({
  code: 'HR-CONFIG-004',
  severity: 'error',
  title: 'Duplicate key',
  message: ({ key, firstLine }) => `The key "${key}" is written twice; it first stands in line ${firstLine}.`,
  hint: () => 'Keep one of the two.',
});

export const unknownKey = problemType<{
  key: string;
  where: string;
  known: readonly string[];
  meant: string | undefined;
}>({
  code: 'HR-CONFIG-005',
  severity: 'error',
  title: 'Unknown key',
  message: ({ key, where, meant }) =>
    `"${key}" is no key of ${where}.${meant ? ` Did you mean "${meant}"?` : ''}`,
  hint: ({ known }) => `Known keys: ${listing(known, 20)}.`,
});

export const wrongValue = problemType<{
  name: string;
  expected: string;
  found: string;
  suggestion?: string | undefined;
  hint?: string | undefined;
}>({
  code: 'HR-CONFIG-006',
  severity: 'error',
  title: 'Wrong value',
  message: ({ name, expected, found, suggestion }) =>
    `${name} should be ${expected}, but is ${found}.${suggestion ? ` Did you mean "${suggestion}"?` : ''}`,
  hint: ({ hint }) => hint,
});

export const missingKey = problemType<{
  key: string;
  where: string;
  expected: string;
  written: boolean;
}>({
  code: 'HR-CONFIG-007',
  severity: 'error',
  title: 'Missing key',
  message: ({ key, where, written }) =>
    written ? `"${key}" of ${where} has no value.` : `"${key}" is missing in ${where}.`,
  hint: ({ key, expected }) => `Write \`${key}:\` followed by ${expected}.`,
});

export const unreadableFile = problemType<{ file: string; reason: string }>({
  code: 'HR-CONFIG-009',
  severity: 'error',
  title: 'Unreadable file',
  message: ({ file, reason }) => `${file} cannot be read: ${reason}.`,
});
