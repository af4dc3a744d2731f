import type { Target } from '../../project/index.ts';

/** The mode of bundles that a target is deployed in: the one written, or what its name says. */
export function targetMode({ name, mode }: Pick<Target, 'name' | 'mode'>): Target['mode'] {
  return mode ?? usualModes[name];
}

/** Names that say what a target is for. */
const usualModes: Readonly<Record<string, NonNullable<Target['mode']>>> = {
  dev: 'development',
  development: 'development',
  prod: 'production',
  production: 'production',
};
