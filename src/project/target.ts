import { isRecord } from '../kernel/index.ts';
import type { TargetConfig } from './config-schema.ts';
import type { ProblemList } from './problem-list.ts';
import { noDefaultTarget, severalDefaultTargets, unknownTarget } from './problems.ts';
import type { YamlFile } from './read-yaml.ts';
import type { Target, TargetOutline } from './types.ts';

/** The target of a project that names none. */
const implicitTarget = 'dev';

/**
 * Decides which target is in use. Looks at the configuration as written, because the references in
 * it are resolved for that target. Reports a choice that cannot be made, and goes on with one.
 */
export function chooseTarget(
  targets: unknown,
  wanted: string | undefined,
  file: YamlFile,
  problems: ProblemList,
): { readonly name: string; readonly names: readonly string[] } {
  const written = isRecord(targets) ? targets : {};
  const names = Object.keys(written);
  const implicit = names.length === 0 && wanted === implicitTarget;
  if (implicit || (wanted !== undefined && names.includes(wanted))) return { name: wanted, names };
  if (wanted !== undefined) problems.add(unknownTarget, { name: wanted, names });

  const defaults = names.filter((name) => {
    const target = written[name];
    return isRecord(target) && target.default === true;
  });
  const second = defaults[1];
  if (second !== undefined) {
    problems.add(severalDefaultTargets, { names: defaults }, file.at(['targets', second, 'default']));
  } else if (defaults.length === 0 && names.length > 1 && wanted === undefined) {
    // Not simply the first one: that might be production.
    problems.add(noDefaultTarget, { names }, file.keyAt(['targets']));
  }
  return { name: defaults[0] ?? names[0] ?? implicitTarget, names };
}

/** The target in use, with its defaults. */
export function buildTarget(name: string, config: TargetConfig | undefined, file: YamlFile): Target {
  const { host, root_path, catalog, schema, mode, profile, run_as, permissions, presets } = config ?? {};
  const written = file.valueAt(['targets', name, 'host']);
  return {
    name,
    engine: config?.engine ?? 'duckdb',
    ...(host !== undefined && { host }),
    ...(root_path !== undefined && { root_path }),
    ...(catalog !== undefined && { catalog }),
    ...(schema !== undefined && { schema }),
    ...(mode !== undefined && { mode }),
    ...(profile !== undefined && { profile }),
    ...(run_as !== undefined && { runAs: run_as }),
    ...(permissions !== undefined && { permissions }),
    ...(presets !== undefined && { presets }),
    ...(typeof written === 'string' && written.includes('${env:') && { hostIsReference: true }),
    at: file.keyAt(['targets', name]) ?? file.at(['targets']),
  };
}

export function outlineTargets(configs: Readonly<Record<string, TargetConfig>> = {}): TargetOutline[] {
  return Object.entries(configs).map(([name, config]) => ({
    name,
    engine: config.engine ?? 'duckdb',
    isDefault: config.default ?? false,
  }));
}
