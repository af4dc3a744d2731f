import * as z from 'zod';
import type { Api, CallOptions } from './api.ts';
import { pages } from './pages.ts';

const warehouse = z.looseObject({
  id: z.string(),
  name: z.string().optional(),
  /** STARTING, RUNNING, STOPPING, STOPPED, DELETING, DELETED. */
  state: z.string().optional(),
});
export type Warehouse = z.output<typeof warehouse>;

export interface Warehouses {
  get(warehouseId: string, options?: CallOptions): Promise<Warehouse>;
  list(options?: CallOptions): AsyncIterable<Warehouse>;
}

const root = '/api/2.0/sql/warehouses';
const listed = z.looseObject({
  warehouses: z.array(warehouse).optional(),
  next_page_token: z.string().optional(),
});

export function warehousesApi(api: Api): Warehouses {
  return {
    get: (warehouseId, options) =>
      api.json(
        {
          ...{ method: 'GET', path: `${root}/${encodeURIComponent(warehouseId)}` },
          ...{ action: 'read', thing: `warehouse ${warehouseId}`, ...options },
        },
        warehouse,
      ),

    list: (options) =>
      pages(async (page_token) => {
        const { warehouses = [], next_page_token: next } = await api.json(
          {
            ...{ method: 'GET', path: root, query: { page_token } },
            ...{ action: 'list', thing: 'the warehouses', ...options },
          },
          listed,
        );
        return { items: warehouses, next };
      }),
  };
}
