import * as z from 'zod';
import { invalid, missing } from '../api-error.ts';
import { type Base, ownerOf } from '../base.ts';
import { type Endpoint, endpoint } from '../endpoint.ts';
import { queryNumber } from '../fields.ts';
import { pageOf } from '../pages.ts';
import type { Principal } from '../principals.ts';

export interface Warehouses {
  readonly endpoints: readonly Endpoint[];
  /** @throws ApiError when there is no such warehouse, or the principal may not use it. */
  demand(id: string, principal: Principal): void;
}

export interface Warehouse {
  readonly id: string;
  readonly name: string;
}

const fallback: readonly Warehouse[] = [{ id: 'fake0000warehouse', name: 'Fake Warehouse' }];

/** SQL warehouses: there, and running. */
export function createWarehouses(base: Base, warehouses: readonly Warehouse[] = fallback): Warehouses {
  const { permissions } = base;
  for (const { id } of warehouses) permissions.add('warehouses', id, ownerOf(base, undefined));
  const shown = ({ id, name }: Warehouse): unknown => ({
    ...{ id, name, state: 'RUNNING', cluster_size: 'Small', warehouse_type: 'PRO' },
    ...{ auto_stop_mins: 10, min_num_clusters: 1, max_num_clusters: 1, num_clusters: 1 },
    ...{ enable_serverless_compute: true, enable_photon: true },
    odbc_params: { hostname: new URL(base.host()).hostname, path: `/sql/1.0/warehouses/${id}`, port: 443 },
  });

  return {
    demand(id, principal) {
      if (!warehouses.some((each) => each.id === id)) throw invalid(`${id} is not a valid endpoint id.`);
      permissions.demand(principal, 'warehouses', id, 'CAN_USE');
    },
    endpoints: [
      endpoint('GET', '/api/2.0/sql/warehouses', listed, ({ page_size, page_token }, { principal }) => {
        const visible = warehouses.filter(({ id }) =>
          permissions.allows(principal, 'warehouses', id, 'CAN_VIEW'),
        );
        const { items, tokens } = pageOf(visible, page_token, page_size);
        return { warehouses: items.map(shown), ...tokens };
      }),
      endpoint('GET', '/api/2.0/sql/warehouses/{id}', z.strictObject({ id: z.string() }), ({ id }) => {
        const found = warehouses.find((each) => each.id === id);
        if (!found) throw missing(`SQL warehouse ${id} does not exist.`);
        return shown(found);
      }),
    ],
  };
}

const listed = z.strictObject({
  page_size: queryNumber(1, 100).default(100),
  page_token: z.string().optional(),
  run_as_user_id: queryNumber(0, Number.MAX_SAFE_INTEGER).optional(),
});
