import { isRecord, nearest } from '../kernel/index.ts';
import type { ProblemList } from './problem-list.ts';
import { badReference, undefinedVar, unsetEnv } from './problems.ts';
import type { YamlFile, YamlPath } from './read-yaml.ts';

/** `${kind:name}`; a doubled dollar keeps the text as it is. */
export const reference = /\$(\$?)\{([A-Za-z]+):([^{}]*)\}/g;
const kinds = ['var', 'env', 'secret'];

/** Sections whose credentials are resolved by the command that uses them, as late as possible. */
const laterSections: ReadonlySet<unknown> = new Set(['connections', 'loads', 'bundle', 'grants', 'notify']);

type When = 'now' | 'later' | 'never';

export interface ReferenceContext {
  readonly file: YamlFile;
  readonly problems: ProblemList;
  readonly env: NodeJS.ProcessEnv;
  /** The target in use: references of other targets are not needed now. */
  readonly target: string;
  /** Variables of the configuration and of the target, as written, with their places. */
  readonly written: ReadonlyMap<string, { readonly value: unknown; readonly path: YamlPath }>;
  /** `--var name=value`: wins, and is taken as it is. */
  readonly given: ReadonlyMap<string, string>;
}

/** Puts values in the place of `${var:x}` and `${env:X}`; leaves secrets alone. */
export class References {
  readonly #context: ReferenceContext;
  readonly #vars = new Map<string, string | undefined>();
  readonly #resolving = new Set<string>();
  readonly #unresolved = new Set<string>();

  constructor(context: ReferenceContext) {
    this.#context = context;
  }

  /** Every variable that could be resolved, the strongest definition of each. */
  vars(): ReadonlyMap<string, string> {
    const { written, given } = this.#context;
    const all = new Map<string, string>();
    for (const name of [...written.keys(), ...given.keys()]) {
      const value = this.#var(name);
      if (value !== undefined) all.set(name, value);
    }
    return all;
  }

  /** Whether something at this path could not be resolved; it was reported then. */
  isUnresolved(path: YamlPath): boolean {
    return this.#unresolved.has(path.join('\n'));
  }

  /** The same value with its references resolved; what holds none is not copied. */
  resolve(value: unknown, path: YamlPath = []): unknown {
    if (typeof value === 'string') {
      if (!value.includes('${')) return value;
      const when = this.#when(path);
      return when === 'never' ? value : (this.#text(value, path, when) ?? value);
    }
    if (Array.isArray(value)) {
      const items = value.map((item, index) => this.resolve(item, [...path, index]));
      return items.some((item, index) => item !== value[index]) ? items : value;
    }
    if (!isRecord(value)) return value;
    const entries = Object.entries(value).map(
      ([key, item]) => [key, this.resolve(item, [...path, key])] as const,
    );
    return entries.some(([key, item]) => item !== value[key]) ? Object.fromEntries(entries) : value;
  }

  #when(path: YamlPath): When {
    const [section, name, key] = path;
    // Variables are resolved when they are used, so that an overridden one needs nothing.
    if (section === 'vars') return 'never';
    if (section === 'targets') {
      if (name !== this.#context.target || key === 'vars') return 'never';
      return key === 'bundle' ? 'later' : 'now';
    }
    if (path.at(-1) === 'api_key') return 'never';
    return laterSections.has(section) ? 'later' : 'now';
  }

  /** @returns undefined when a reference could not be resolved (and was reported). */
  #text(text: string, path: YamlPath, when: 'now' | 'later'): string | undefined {
    let failed = false;
    const resolved = text.replace(reference, (all: string, escaped: string, kind: string, name: string) => {
      if (escaped) return all.slice(1);
      if (when === 'later' && kind !== 'var') return all;
      const value = this.#value(all, kind, name.trim(), path);
      failed ||= value === undefined;
      return value ?? all;
    });
    if (!failed) return resolved;
    this.#unresolved.add(path.join('\n'));
    return undefined;
  }

  #value(all: string, kind: string, name: string, path: YamlPath): string | undefined {
    if (kind === 'var' && name !== '') return this.#usedVar(name, path);
    if (kind === 'env' && name !== '') return this.#env(name, path);
    const { file, problems } = this.#context;
    let reason = 'names nothing';
    let hint = `References are \${var:name}, \${env:NAME} and, for credentials, \${secret:scope/key}.`;
    if (kind === 'secret') {
      reason = 'can only be used in connections and in api_key';
      hint = 'Secrets are resolved by what uses a connection or a service, not before.';
    } else if (!kinds.includes(kind)) {
      const meant = nearest(kind, kinds);
      reason = `is no reference${meant ? `; did you mean \${${meant}:${name}}?` : ''}`;
    }
    problems.add(badReference, { written: all, reason, hint }, file.at(path));
    return undefined;
  }

  #env(name: string, path: YamlPath): string | undefined {
    const { file, problems, env } = this.#context;
    const value = Object.hasOwn(env, name) ? env[name] : undefined;
    if (value === undefined) problems.add(unsetEnv, { name }, file.at(path));
    return value;
  }

  #usedVar(name: string, path: YamlPath): string | undefined {
    const { file, problems, written, given } = this.#context;
    if (this.#resolving.has(name)) {
      const params = { written: `\${var:${name}}`, reason: 'leads back to itself' };
      problems.add(badReference, params, file.at(path));
      return undefined;
    }
    if (!written.has(name) && !given.has(name)) {
      problems.add(undefinedVar, { name, names: [...written.keys(), ...given.keys()] }, file.at(path));
      return undefined;
    }
    return this.#var(name);
  }

  #var(name: string): string | undefined {
    if (this.#vars.has(name)) return this.#vars.get(name);
    const { written, given } = this.#context;
    const definition = written.get(name);
    let value = given.get(name);
    if (value === undefined && definition !== undefined) {
      this.#resolving.add(name);
      value = this.#text(String(definition.value), definition.path, 'now');
      this.#resolving.delete(name);
    }
    this.#vars.set(name, value);
    return value;
  }
}
