import * as z from 'zod';
import { conflict, missing } from '../api-error.ts';
import type { Base } from '../base.ts';
import { type Endpoint, endpoint } from '../endpoint.ts';
import { queryFlag, queryNumber, textMap } from '../fields.ts';
import type { FakeWorkspaceOptions, SeededTable } from '../options.ts';
import { pageOf } from '../pages.ts';

const root = '/api/2.1/unity-catalog';

interface Table extends SeededTable {
  readonly pipeline_id?: string;
}

/** Tables that finished updates have built, by full name. */
export type BuiltTables = () => readonly Table[];

/** Unity Catalog, as far as it is asked: catalogs, schemas and tables. */
export function catalogEndpoints(
  { clock }: Base,
  { tables: seeded = [] }: Pick<FakeWorkspaceOptions, 'tables'>,
  built: BuiltTables,
): readonly Endpoint[] {
  const schemas = new Set<string>();
  const catalogs = new Set<string>();
  const tables = (): ReadonlyMap<string, Table> => {
    const found = new Map([...built(), ...seeded].map((table) => [table.full_name.toLowerCase(), table]));
    for (const name of found.keys()) addSchema(name.split('.').slice(0, 2).join('.'));
    return found;
  };
  const addSchema = (name: string): void => {
    schemas.add(name);
    catalogs.add(name.slice(0, name.indexOf('.')));
  };
  const demandCatalog = (name: string): void => {
    tables();
    if (!catalogs.has(name.toLowerCase())) {
      throw missing(`Catalog '${name}' does not exist.`, 'CATALOG_DOES_NOT_EXIST');
    }
  };
  const demandSchema = (catalog: string, name: string): void => {
    demandCatalog(catalog);
    if (!schemas.has(`${catalog}.${name}`.toLowerCase())) {
      throw missing(`Schema '${catalog}.${name}' does not exist.`, 'SCHEMA_DOES_NOT_EXIST');
    }
  };
  const catalogAnswer = (name: string): unknown => ({
    ...{ name, full_name: name, catalog_type: 'MANAGED_CATALOG', securable_type: 'CATALOG' },
  });
  const schemaAnswer = (fullName: string): unknown => {
    const [catalog_name = '', name = ''] = fullName.split('.');
    return { name, catalog_name, full_name: fullName };
  };
  const table = (name: string): Table => {
    const found = tables().get(name.toLowerCase());
    if (found) return found;
    const [catalog = '', schema = ''] = name.split('.');
    demandSchema(catalog, schema);
    throw missing(`Table '${name}' does not exist.`, 'TABLE_DOES_NOT_EXIST');
  };
  const tableAnswer = ({ full_name, columns = [], table_type = 'MANAGED', pipeline_id }: Table): unknown => {
    const [catalog_name = '', schema_name = '', name = ''] = full_name.split('.');
    return {
      ...{ name, catalog_name, schema_name, full_name, table_type, data_source_format: 'DELTA' },
      columns: columns.map((column, position) => ({ ...column, position, nullable: true })),
      created_at: clock.now(),
      ...(pipeline_id && { pipeline_id }),
    };
  };

  return [
    endpoint('GET', `${root}/catalogs`, z.strictObject(listing), ({ max_results, page_token }) => {
      tables();
      const { items, tokens } = pageOf([...catalogs].sort(), page_token, max_results || 50);
      return { catalogs: items.map(catalogAnswer), ...tokens };
    }),
    endpoint('POST', `${root}/catalogs`, createCatalog, ({ name }) => {
      tables();
      if (catalogs.has(name.toLowerCase())) {
        throw conflict(`Catalog '${name}' already exists`, 'CATALOG_ALREADY_EXISTS');
      }
      catalogs.add(name.toLowerCase());
      return catalogAnswer(name);
    }),
    endpoint('GET', `${root}/catalogs/{name}`, one, ({ name }) => {
      demandCatalog(name);
      return catalogAnswer(name);
    }),
    endpoint('GET', `${root}/schemas`, listSchemas, ({ catalog_name, max_results, page_token }) => {
      demandCatalog(catalog_name);
      const inside = [...schemas].filter((name) => name.startsWith(`${catalog_name.toLowerCase()}.`)).sort();
      const { items, tokens } = pageOf(inside, page_token, max_results || 50);
      return { schemas: items.map(schemaAnswer), ...tokens };
    }),
    endpoint('POST', `${root}/schemas`, createSchema, ({ name, catalog_name }) => {
      demandCatalog(catalog_name);
      const fullName = `${catalog_name}.${name}`.toLowerCase();
      if (schemas.has(fullName))
        throw conflict(`Schema '${fullName}' already exists`, 'SCHEMA_ALREADY_EXISTS');
      addSchema(fullName);
      return schemaAnswer(fullName);
    }),
    endpoint('GET', `${root}/schemas/{name}`, one, ({ name }) => {
      const [catalog = '', schema = ''] = name.split('.');
      demandSchema(catalog, schema);
      return schemaAnswer(name);
    }),
    endpoint(
      'GET',
      `${root}/tables`,
      listTables,
      ({ catalog_name, schema_name, max_results, page_token }) => {
        const all = tables();
        demandSchema(catalog_name, schema_name);
        const prefix = `${catalog_name}.${schema_name}.`.toLowerCase();
        const inside = [...all]
          .filter(([name]) => name.startsWith(prefix))
          .sort(([a], [b]) => (a < b ? -1 : 1));
        const { items, tokens } = pageOf(inside, page_token, max_results || 50);
        return { tables: items.map(([, found]) => tableAnswer(found)), ...tokens };
      },
    ),
    endpoint('GET', `${root}/tables/{name}`, oneTable, ({ name }) => tableAnswer(table(name))),
    endpoint('GET', `${root}/tables/{name}/exists`, one, ({ name }) => ({
      table_exists: tables().has(name.toLowerCase()),
    })),
  ];
}

const listing = {
  // 0: as many as the platform likes.
  max_results: queryNumber(0, 1000).default(0),
  page_token: z.string().optional(),
  include_browse: queryFlag.optional(),
};
const one = z.strictObject({ name: z.string(), include_browse: queryFlag.optional() });
const listSchemas = z.strictObject({ ...listing, catalog_name: z.string() });
const listTables = z.strictObject({
  ...listing,
  catalog_name: z.string(),
  schema_name: z.string(),
  omit_columns: queryFlag.optional(),
  omit_properties: queryFlag.optional(),
  omit_username: queryFlag.optional(),
});
const oneTable = z.strictObject({
  name: z.string(),
  include_browse: queryFlag.optional(),
  include_delta_metadata: queryFlag.optional(),
});
const creation = {
  name: z.string(),
  comment: z.string().optional(),
  properties: textMap.optional(),
  storage_root: z.string().optional(),
};
const createCatalog = z.strictObject({ ...creation, options: textMap.optional() });
const createSchema = z.strictObject({ ...creation, catalog_name: z.string() });
