import { problemType } from '../../kernel/index.ts';

export const editedFile = problemType<{ file: string; command: string }>({
  code: 'HR-GENERATED-001',
  severity: 'error',
  title: 'A generated file was edited',
  message: ({ file, command }) =>
    `${file} was made by \`headrace ${command}\` and then edited; writing it would lose that edit.`,
  hint: ({ command }) =>
    'Bring the change to the configuration or to the tables, from which the file is made, or keep it in a file of your ' +
    `own. \`headrace ${command} --force\` overwrites it.`,
});

export const foreignFile = problemType<{ file: string; command: string }>({
  code: 'HR-GENERATED-002',
  severity: 'error',
  title: 'A file stands where one is to be generated',
  message: ({ file, command }) =>
    `${file} was not made by \`headrace ${command}\`, so it is not overwritten.`,
  hint: ({ command }) =>
    `Rename or remove it. \`headrace ${command} --force\` overwrites it, and what is in it is lost.`,
});

export const unwritableFile = problemType<{ file: string; reason: string }>({
  code: 'HR-GENERATED-003',
  severity: 'error',
  title: 'A generated file cannot be read or written',
  message: ({ file, reason }) => `${file} cannot be read or written: ${reason}.`,
  hint: () => 'Check the permissions of the file and of its folder, and that the disk is not full.',
});
