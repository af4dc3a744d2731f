import { problemType } from '../kernel/index.ts';

export const badSetting = problemType<{
  from: string;
  value: string;
  expected: string;
  fallback: string | undefined;
}>({
  code: 'HR-LOADING-001',
  severity: 'error',
  title: 'Setting of a sync or load',
  message: ({ from, value, expected }) => `${capital(from)} should be ${expected}; it is "${value}".`,
  hint: ({ fallback }) => (fallback === undefined ? undefined : `Left out, it is ${fallback}.`),
});

export const noPostgres = problemType<{ names: readonly string[] }>({
  code: 'HR-LOADING-002',
  severity: 'error',
  title: 'No Postgres to read from',
  message: () => 'It is not said which Postgres to read from.',
  hint: ({ names }) =>
    names.length > 0
      ? `Name a connection: \`--from ${names[0]}\`.`
      : 'Give `--from postgres://user@host/database`, set DATABASE_URL or PGHOST, or declare a connection in config.yml.',
});

export const noElasticsearch = problemType<{ names: readonly string[] }>({
  code: 'HR-LOADING-003',
  severity: 'error',
  title: 'No Elasticsearch to write to',
  message: () => 'It is not said which Elasticsearch to use.',
  hint: ({ names }) =>
    names.length > 0
      ? `Name a connection: \`--to ${names[0]}\`, or \`search: {connection: ${names[0]}}\` in config.yml.`
      : 'Give `--to http://host:9200`, set ELASTICSEARCH_URL, or declare a connection in config.yml.',
});

export const unknownConnectionName = problemType<{
  flag: string;
  name: string;
  names: readonly string[];
  mean: string;
}>({
  code: 'HR-LOADING-004',
  severity: 'error',
  title: 'Unknown connection on the command line',
  message: ({ flag, name, mean }) =>
    `${flag} ${name} is neither an address nor a connection of this project.${mean}`,
  hint: ({ names }) =>
    names.length > 0
      ? `Connections: ${names.join(', ')}.`
      : 'Addresses start with postgres:// or http(s)://.',
});

export const secretNotSet = problemType<{ references: readonly string[]; connection: string }>({
  code: 'HR-LOADING-005',
  severity: 'error',
  title: 'Secret of a connection not set',
  message: ({ references, connection }) =>
    `The connection "${connection}" needs ${references.join(' and ')}, which ${references.length > 1 ? 'are' : 'is'} not set.`,
  hint: () => 'Set the environment variable and run the command again; its value is never stored.',
});

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
