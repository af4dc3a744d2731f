import { exitCode, HeadraceError, type Problem } from '../../kernel/index.ts';
import { badSetting } from '../problems.ts';
import { type LoadLimits, loadLimits } from './load-limits.ts';
import { flagOf, type Variable, type VariableName, variables } from './variables.ts';

/** How a sync or load goes about it. Times in milliseconds. */
export interface LoaderSettings {
  readonly embeddingDimensions: number;
  /** As given; undefined: follows from the configuration. */
  readonly indexName: string | undefined;
  readonly indexAlias: string | undefined;
  readonly shards: number;
  /** Records in the first request. */
  readonly batchSize: number;
  /** Whether the first poisonous record stops the load. */
  readonly raiseErrors: boolean;
  readonly maxRetries: number;
  readonly retryBackoffMs: number;
  readonly retryMaxBackoffMs: number;
  /** Rows per page of the source. */
  readonly pageSize: number;
  readonly limits: LoadLimits;
}

/** Where a setting may be said, strongest first: flag, environment, configuration. */
export interface SettingSources {
  readonly flags: Readonly<Partial<Record<VariableName, string>>>;
  readonly env: NodeJS.ProcessEnv;
  /** By the variable's name in lower case. */
  readonly config: Readonly<Record<string, string>>;
}

/** @throws HeadraceError (exit code 2) with every value that makes no sense, and where it was said. */
export function resolveSettings(sources: SettingSources): LoaderSettings {
  const problems: Problem[] = [];
  const values = new Map(variables.map((variable) => [variable.name, read(variable, sources, problems)]));
  if (problems.length > 0) throw new HeadraceError(problems, { exitCode: exitCode.usage });
  const text = (name: VariableName): string | undefined => values.get(name) || undefined;
  const number = (name: VariableName): number => Number(values.get(name));
  return {
    embeddingDimensions: number('EMBEDDING_DIMENSIONS'),
    indexName: text('ELASTICSEARCH_INDEX_NAME'),
    indexAlias: text('ELASTICSEARCH_INDEX_ALIAS'),
    shards: number('ELASTICSEARCH_NUMBER_OF_SHARDS'),
    batchSize: number('ES_CLIENT_BATCH_SIZE'),
    raiseErrors: number('ES_CLIENT_RAISE_ERRORS') === 1,
    maxRetries: number('ES_MAX_RETRIES'),
    retryBackoffMs: number('ES_RETRY_BACKOFF_SECONDS') * 1000,
    retryMaxBackoffMs: number('ES_RETRY_MAX_BACKOFF_SECONDS') * 1000,
    pageSize: number('POSTGRES_CLIENT_BATCH_SIZE'),
    limits: loadLimits(sources.env),
  };
}

function read(
  variable: Variable & { name: VariableName },
  sources: SettingSources,
  problems: Problem[],
): string {
  const { name, kind } = variable;
  const given: readonly (readonly [value: string | undefined, from: string])[] = [
    [sources.flags[name], `--${flagOf(name)}`],
    [sources.env[name], `the environment variable ${name}`],
    [sources.config[name.toLowerCase()], `"${name.toLowerCase()}" of the configuration`],
  ];
  // An empty environment variable is one that a script left unset.
  const [value, from] = given.find(([written]) => written?.trim()) ?? [
    variable.fallback ?? '',
    'the default',
  ];
  const [normal, expected] = normalized(kind, value?.trim() ?? '');
  if (normal === undefined) {
    problems.push(badSetting({ from, value: value ?? '', expected, fallback: variable.fallback }));
  }
  return normal ?? '';
}

function normalized(kind: Variable['kind'], value: string): [value: string | undefined, expected: string] {
  switch (kind) {
    case 'text':
      return [value, 'text'];
    case 'whole number': {
      const ok = /^\d{1,9}$/.test(value) && Number(value) > 0;
      return [ok ? value : undefined, 'a whole number, 1 or more'];
    }
    case 'count':
      return [/^\d{1,9}$/.test(value) ? value : undefined, 'a whole number'];
    case 'seconds':
      return [/^\d+(\.\d+)?$/.test(value) ? value : undefined, 'a number of seconds, such as 1.5'];
    case 'switch': {
      const on = /^(1|true|yes|on)$/i.test(value);
      const off = /^(0|false|no|off)$/i.test(value);
      return [on ? '1' : off ? '0' : undefined, '0 or 1'];
    }
  }
}
