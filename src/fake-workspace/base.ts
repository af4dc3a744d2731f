import type { Clock } from '../kernel/index.ts';
import type { Permissions } from './permissions.ts';
import type { Principal } from './principals.ts';
import type { Random } from './random.ts';

/** What every part of the workspace stands on. */
export interface Base {
  readonly clock: Clock;
  readonly random: Random;
  readonly permissions: Permissions;
  readonly principals: readonly Principal[];
  /** `http://127.0.0.1:<port>`, known once the server listens. */
  readonly host: () => string;
  /** How long whatever is started takes, in milliseconds. */
  readonly runMs: number;
}

/** Whom seeded objects belong to: the one named, or the first admin. */
export function ownerOf({ principals }: Base, name: string | undefined): Principal {
  const found =
    name === undefined
      ? (principals.find(({ admin }) => admin) ?? principals[0])
      : principals.find((principal) => principal.name === name);
  return found ?? { kind: 'user', name: name ?? 'nobody', displayName: 'nobody', id: '1', admin: false };
}
