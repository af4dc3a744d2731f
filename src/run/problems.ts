import { problemType } from '../kernel/index.ts';

export const engineNotHere = problemType<{ engine: string }>({
  code: 'HR-ENGINE-008',
  severity: 'error',
  title: 'Engine not available',
  message: ({ engine }) =>
    `This version of Headrace runs tables on the duckdb engine only, not on ${engine}.`,
  hint: () => 'Choose a target with `engine: duckdb`, or say `--engine duckdb`.',
});
