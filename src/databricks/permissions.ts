import * as z from 'zod';
import type { Api, CallOptions } from './api.ts';

/** What permissions are kept for, as the API names it. */
export type PermissionKind = 'jobs' | 'pipelines' | 'warehouses' | 'directories' | 'notebooks' | 'files';

/** One of the names, and what it may do. */
export interface AccessRule {
  readonly user_name?: string;
  readonly group_name?: string;
  readonly service_principal_name?: string;
  /** CAN_VIEW, CAN_RUN, CAN_MANAGE_RUN, CAN_MANAGE, IS_OWNER, … */
  readonly permission_level: string;
}

const access = z.looseObject({
  user_name: z.string().optional(),
  group_name: z.string().optional(),
  service_principal_name: z.string().optional(),
  all_permissions: z
    .array(z.looseObject({ permission_level: z.string(), inherited: z.boolean().optional() }))
    .optional(),
});
export type Access = z.output<typeof access>;

export interface Permissions {
  get(kind: PermissionKind, objectId: string, options?: CallOptions): Promise<readonly Access[]>;
  /** Replaces all rules but those that are inherited; of a job, one of them must say the owner. */
  set(
    kind: PermissionKind,
    objectId: string,
    rules: readonly AccessRule[],
    options?: CallOptions,
  ): Promise<void>;
  /** Adds rules; the others stay. */
  add(
    kind: PermissionKind,
    objectId: string,
    rules: readonly AccessRule[],
    options?: CallOptions,
  ): Promise<void>;
}

export function permissionsApi(api: Api): Permissions {
  const at = (kind: PermissionKind, objectId: string): string =>
    `/api/2.0/permissions/${kind}/${encodeURIComponent(objectId)}`;
  const of = (kind: PermissionKind, objectId: string): string => `the permissions of ${kind}/${objectId}`;
  return {
    async get(kind, objectId, options) {
      const found = await api.json(
        {
          ...{ method: 'GET', path: at(kind, objectId) },
          ...{ action: 'read', thing: of(kind, objectId), ...options },
        },
        z.looseObject({ access_control_list: z.array(access).optional() }),
      );
      return found.access_control_list ?? [];
    },

    set: (kind, objectId, rules, options) =>
      api.done({
        ...{ method: 'PUT', path: at(kind, objectId), body: { access_control_list: rules } },
        ...{ action: 'change', thing: of(kind, objectId), ...options },
      }),

    add: (kind, objectId, rules, options) =>
      api.done({
        ...{ method: 'PATCH', path: at(kind, objectId), body: { access_control_list: rules } },
        ...{ action: 'change', thing: of(kind, objectId), repeatable: true, ...options },
      }),
  };
}
