import { isRecord, type Location } from '../kernel/index.ts';
import type { CiInput } from './ci-schema.ts';
import type { Config } from './config-schema.ts';
import type { ProblemList } from './problem-list.ts';
import { unknownTarget } from './problems.ts';
import type { YamlFile } from './read-yaml.ts';
import { reference } from './references.ts';
import type { EngineName } from './types.ts';

/** What `headrace ci` is told. */
export interface CiConfig {
  readonly test: readonly string[];
  readonly branch: string;
  readonly dev: CiTarget | undefined;
  readonly prod: CiTarget | undefined;
  readonly auth: 'oidc' | 'secret';
  /** Environment variables that the configuration reads. */
  readonly env: readonly string[];
  /** Environment variables that only the tests need. */
  readonly testEnv: readonly string[];
  /** Where GitLab runs commands; undefined when nothing is said. */
  readonly image: string | undefined;
  /** What npm installs; undefined when nothing is said. */
  readonly headrace: string | undefined;
}

/** A target that CI deploys to. */
export interface CiTarget {
  readonly name: string;
  readonly engine: EngineName;
  /** Whether the configuration says which workspace it is. */
  readonly hasHost: boolean;
  /** Whether `ci:` names it; else it has just the usual name. */
  readonly named: boolean;
  readonly at: Location;
}

interface CiContext {
  /** The configuration with its references. */
  readonly written: Readonly<Record<string, unknown>>;
  readonly targets: Config['targets'];
  readonly file: YamlFile;
  readonly problems: ProblemList;
}

/** `ci:` with its defaults. */
export function buildCi(config: CiInput = {}, context: CiContext): CiConfig {
  const { test = [], branch = 'main', auth = 'oidc', env: testEnv = [], image, headrace } = config;
  const env = [...new Set(variablesRead(context.written))].sort();
  return {
    test: [test].flat(),
    branch,
    dev: buildTarget('dev', config.dev, context),
    prod: buildTarget('prod', config.prod, context),
    auth,
    env,
    testEnv: testEnv.filter((name) => !env.includes(name)),
    image,
    headrace,
  };
}

function buildTarget(
  key: 'dev' | 'prod',
  named: string | undefined,
  context: CiContext,
): CiTarget | undefined {
  const { targets = {}, file, problems } = context;
  const name = named ?? key;
  const target = targets[name];
  const at = named === undefined ? file.at(['targets', name]) : file.at(['ci', key]);
  if (target !== undefined) {
    const { engine = 'duckdb', host } = target;
    return { name, engine, hasHost: host !== undefined, named: named !== undefined, at };
  }
  if (named !== undefined) problems.add(unknownTarget, { name, names: Object.keys(targets) }, at);
  return undefined;
}

/** Sections whose references are resolved by commands that CI does not run. */
const notInCi: ReadonlySet<string> = new Set(['connections', 'loads', 'notify', 'ci']);

function variablesRead(written: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(written).flatMap(([section, value]) =>
    notInCi.has(section) ? [] : textsIn(value).flatMap(variablesIn),
  );
}

function variablesIn(text: string): string[] {
  return [...text.matchAll(reference)].flatMap(([, escaped, kind, name]) =>
    kind === 'env' && escaped === '' && name !== undefined ? [name.trim()] : [],
  );
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => (key === 'api_key' ? [] : textsIn(inner)));
}
