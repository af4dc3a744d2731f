import type { Target } from '../../project/index.ts';
import { targetMode } from './target-mode.ts';

/** Who deploys, as the workspace knows them. */
export interface Deployer {
  readonly userName: string;
  readonly displayName?: string | undefined;
}

/**
 * What a job or pipeline of a bundle is called in a workspace: the official CLI puts a prefix before its name,
 * in development mode that of whoever deploys. So the `[dev anna] …` of somebody else is never taken for ours,
 * nor production for development.
 */
export function deployedName(
  name: string,
  target: Pick<Target, 'name' | 'mode' | 'presets'>,
  who: Deployer,
): string {
  const prefix = target.presets?.name_prefix;
  if (typeof prefix === 'string' && prefix !== '') return `${prefix}${name}`;
  return targetMode(target) === 'development' ? `[dev ${shortName(who)}] ${name}` : name;
}

const applicationId = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** `Anna.Bell@example.com` is anna_bell; a service principal goes by its name, not by its id. */
export function shortName({ userName, displayName }: Deployer): string {
  const name = applicationId.test(userName) && displayName ? displayName : userName;
  const [local = ''] = name.split('@');
  return local
    .toLowerCase()
    .replace(/[^\p{L}\p{Nd}]+/gu, '_')
    .replace(/^_+|_+$/g, '');
}
