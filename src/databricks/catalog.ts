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

const named = z.looseObject({ name: z.string() });

/** Unity Catalog. */
export interface Catalog {
  /** @param fullName `catalog.schema.table`, without quotes. */
  getTable(fullName: string, options?: CallOptions): Promise<CatalogTable>;
  listTables(catalog: string, schema: string, options?: CallOptions): AsyncIterable<CatalogTable>;
  /** Names of the catalogs that we may see. */
  listCatalogs(options?: CallOptions): AsyncIterable<string>;
  /** Names of a catalog's schemas that we may see. */
  listSchemas(catalog: string, options?: CallOptions): AsyncIterable<string>;
}

const catalogRoot = '/api/2.1/unity-catalog';
const root = `${catalogRoot}/tables`;
const listed = z.looseObject({
  tables: z.array(table).optional(),
  next_page_token: z.string().optional(),
});
const namesListed = z.looseObject({
  catalogs: z.array(named).optional(),
  schemas: z.array(named).optional(),
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

    listCatalogs: (options) =>
      pages(async (page_token) => {
        const { catalogs = [], next_page_token: next } = await api.json(
          {
            ...{ method: 'GET', path: `${catalogRoot}/catalogs`, query: { max_results: 0, page_token } },
            ...{ action: 'list', thing: 'the catalogs', ...options },
          },
          namesListed,
        );
        return { items: catalogs.map(({ name }) => name), next };
      }),

    listSchemas: (catalog_name, options) =>
      pages(async (page_token) => {
        const { schemas = [], next_page_token: next } = await api.json(
          {
            ...{ method: 'GET', path: `${catalogRoot}/schemas` },
            query: { catalog_name, max_results: 0, page_token },
            ...{ action: 'list', thing: `the schemas of ${catalog_name}`, ...options },
          },
          namesListed,
        );
        return { items: schemas.map(({ name }) => name), next };
      }),
  };
}
