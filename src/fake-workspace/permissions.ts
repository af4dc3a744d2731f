import * as z from 'zod';
import { denied, invalid, missing } from './api-error.ts';
import { type Endpoint, endpoint } from './endpoint.ts';
import type { Principal } from './principals.ts';

const objectTypes = ['jobs', 'pipelines', 'warehouses'] as const;
type ObjectType = (typeof objectTypes)[number];

/** From the least to the most, by kind of object. */
const levels = {
  jobs: ['CAN_VIEW', 'CAN_MANAGE_RUN', 'IS_OWNER', 'CAN_MANAGE'],
  pipelines: ['CAN_VIEW', 'CAN_RUN', 'IS_OWNER', 'CAN_MANAGE'],
  warehouses: ['CAN_VIEW', 'CAN_MONITOR', 'CAN_USE', 'IS_OWNER', 'CAN_MANAGE'],
} as const satisfies Record<ObjectType, readonly string[]>;

const grant = z
  .strictObject({
    user_name: z.string().optional(),
    service_principal_name: z.string().optional(),
    group_name: z.string().optional(),
    permission_level: z.string(),
  })
  .refine(
    ({ user_name, service_principal_name, group_name }) =>
      [user_name, service_principal_name, group_name].filter((name) => name !== undefined).length === 1,
    'expected exactly one of user_name, service_principal_name and group_name',
  );
export const accessControlList = z.array(grant);
export type Grant = z.output<typeof grant>;

/** Who may do what with jobs, pipelines and warehouses. Admins may do everything. */
export interface Permissions {
  /** A new object: its maker owns it, unless the list names another owner. */
  add(type: ObjectType, id: string, maker: Principal, list?: readonly Grant[]): void;
  remove(type: ObjectType, id: string): void;
  allows(principal: Principal, type: ObjectType, id: string, level: string): boolean;
  /** @throws ApiError 403 */
  demand(principal: Principal, type: ObjectType, id: string, level: string): void;
  readonly endpoints: readonly Endpoint[];
}

export function createPermissions(): Permissions {
  const lists = new Map<string, readonly Grant[]>();
  const key = (type: ObjectType, id: string): string => `/${type}/${id}`;

  const check = (type: ObjectType, list: readonly Grant[]): readonly Grant[] => {
    const known: readonly string[] = levels[type];
    for (const { permission_level: level } of list) {
      if (!known.includes(level)) throw invalid(`Permission level ${level} does not exist for ${type}.`);
    }
    return list;
  };
  const rank = (type: ObjectType, level: string): number => {
    const known: readonly string[] = levels[type];
    // An owner may do what a manager may.
    return level === 'IS_OWNER' ? known.length - 1 : known.indexOf(level);
  };
  const allows: Permissions['allows'] = (principal, type, id, level) =>
    principal.admin ||
    (lists.get(key(type, id)) ?? []).some(
      (entry) => concerns(entry, principal) && rank(type, entry.permission_level) >= rank(type, level),
    );
  const demand: Permissions['demand'] = (principal, type, id, level) => {
    if (allows(principal, type, id, level)) return;
    throw denied(
      `User ${principal.name} does not have ${level.replaceAll('_', ' ').toLowerCase()} permission on ${type.slice(0, -1)} ${id}.`,
    );
  };
  const shown = (type: ObjectType, id: string): unknown => ({
    object_id: key(type, id),
    object_type: type.slice(0, -1),
    access_control_list: (lists.get(key(type, id)) ?? []).map(({ permission_level, ...who }) => ({
      ...who,
      all_permissions: [{ permission_level, inherited: false }],
    })),
  });
  const found = (type: ObjectType, id: string): readonly Grant[] => {
    const list = lists.get(key(type, id));
    if (!list) throw missing(`${type.slice(0, -1)} with id ${id} does not exist.`);
    return list;
  };

  const names = { type: z.enum(objectTypes), id: z.string() };
  const path = '/api/2.0/permissions/{type}/{id}';
  const change = (
    method: 'PUT' | 'PATCH',
    changed: (before: readonly Grant[], given: readonly Grant[]) => readonly Grant[],
  ): Endpoint =>
    endpoint(
      method,
      path,
      z.strictObject({ ...names, access_control_list: accessControlList.optional() }),
      ({ type, id, access_control_list: given = [] }, { principal }) => {
        const before = found(type, id);
        demand(principal, type, id, 'CAN_MANAGE');
        const after = check(type, changed(before, given));
        const owners = after.filter(({ permission_level }) => permission_level === 'IS_OWNER').length;
        if (type !== 'warehouses' && owners !== 1) {
          throw invalid(`The ${type.slice(0, -1)} must have exactly one owner.`);
        }
        lists.set(key(type, id), after);
        return shown(type, id);
      },
    );

  return {
    add(type, id, maker, list = []) {
      const owned = list.some(({ permission_level }) => permission_level === 'IS_OWNER');
      const owner: Grant = { ...named(maker), permission_level: 'IS_OWNER' };
      lists.set(key(type, id), check(type, owned ? list : [owner, ...list]));
    },
    remove: (type, id) => lists.delete(key(type, id)),
    allows,
    demand,
    endpoints: [
      endpoint('GET', path, z.strictObject(names), ({ type, id }, { principal }) => {
        found(type, id);
        demand(principal, type, id, 'CAN_VIEW');
        return shown(type, id);
      }),
      change('PUT', (_before, given) => given),
      change('PATCH', (before, given) => [
        ...before.filter((old) => !given.some((entry) => who(entry) === who(old))),
        ...given,
      ]),
    ],
  };
}

function concerns(entry: Grant, principal: Principal): boolean {
  if (entry.group_name !== undefined) return entry.group_name === 'users';
  return (entry.user_name ?? entry.service_principal_name) === principal.name;
}

function named({ kind, name }: Principal): Omit<Grant, 'permission_level'> {
  return kind === 'user' ? { user_name: name } : { service_principal_name: name };
}

function who({ permission_level: _level, ...name }: Grant): string {
  return JSON.stringify(name);
}
