import * as z from 'zod';
import { whole } from './answers.ts';
import type { Api, CallOptions } from './api.ts';
import { pages } from './pages.ts';

const column = z.looseObject({
  name: z.string(),
  /** The whole type as SQL. */
  type_text: z.string().optional(),
  position: whole.optional(),
  comment: z.string().optional(),
});

const table = z.looseObject({
  full_name: z.string(),
  name: z.string().optional(),
  /** MANAGED, EXTERNAL, VIEW, MATERIALIZED_VIEW, STREAMING_TABLE, … */
  table_type: z.string().optional(),
  /** DELTA, PARQUET, …; of views none. */
  data_source_format: z.string().optional(),
  columns: z.array(column).optional(),
  storage_location: z.string().optional(),
});
export type CatalogTable = z.output<typeof table>;

/** Unity Catalog. */
export interface Catalog {
  /** @param fullName `catalog.schema.table`, without quotes. */
  getTable(fullName: string, options?: CallOptions): Promise<CatalogTable>;
  listTables(catalog: string, schema: string, options?: CallOptions): AsyncIterable<CatalogTable>;
}

const root = '/api/2.1/unity-catalog/tables';
const listed = z.looseObject({
  tables: z.array(table).optional(),
  next_page_token: z.string().optional(),
});

export function catalogApi(api: Api): Catalog {
  return {
    getTable: (fullName, options) =>
      api.json(
        {
          ...{ method: 'GET', path: `${root}/${encodeURIComponent(fullName)}` },
          ...{ action: 'read', thing: `table ${fullName}`, ...options },
        },
        table,
      ),

    listTables: (catalog_name, schema_name, options) =>
      pages(async (page_token) => {
        const { tables = [], next_page_token: next } = await api.json(
          {
            ...{ method: 'GET', path: root, query: { catalog_name, schema_name, page_token } },
            ...{ action: 'list', thing: `the tables of ${catalog_name}.${schema_name}`, ...options },
          },
          listed,
        );
        return { items: tables, next };
      }),
  };
}
