import { isGone, type Workspace } from '../../../databricks/index.ts';
import { shortName } from '../../../deploy/index.ts';
import type { Problem } from '../../../kernel/index.ts';
import type { IngestPipeline } from '../../generate/pipelines.ts';
import { noPlace } from '../problems.ts';
import { type Check, check, guarded } from './check.ts';

/** A catalog and a schema that tables go to. */
export interface Place {
  readonly catalog: string;
  readonly schema: string;
}

/** A name with the one reference that people use in it; undefined where only the platform knows it. */
export function placeName(
  written: string | undefined,
  me: { readonly userName: string; readonly displayName?: string | undefined },
): string | undefined {
  const name = written?.replaceAll('${workspace.current_user.short_name}', shortName(me));
  return name === undefined || name === '' || name.includes('${') ? undefined : name;
}

/** Every place that tables go to, each once. */
export function placesOf(
  pipelines: readonly IngestPipeline[],
  me: Parameters<typeof placeName>[1],
): readonly Place[] {
  const places = pipelines.flatMap(({ tables }) =>
    tables.flatMap(({ destination }) => {
      const [catalog, schema] = [placeName(destination.catalog, me), placeName(destination.schema, me)];
      return catalog === undefined || schema === undefined ? [] : [{ catalog, schema }];
    }),
  );
  return [
    ...new Map(places.map((place) => [`${place.catalog}.${place.schema}`.toLowerCase(), place])).values(),
  ];
}

/** Whether catalogs and schemas are there. */
export async function checkPlaces(
  workspace: Workspace,
  places: readonly Place[],
  signal: AbortSignal,
): Promise<readonly Check[]> {
  const byCatalog = Map.groupBy(places, ({ catalog }) => catalog);
  const checks = [...byCatalog].map(([catalog, inside]) =>
    guarded(`catalog ${catalog}`, async () => {
      const wanted = inside.map(({ schema }) => schema);
      const there = await schemasOf(workspace, catalog, signal);
      if (there === undefined) {
        const names = await namesOf(workspace.catalog.listCatalogs({ signal }));
        return check(`catalog ${catalog}`, 'not there', [noPlace({ what: 'catalog', name: catalog, names })]);
      }
      const missing: Problem[] = wanted
        .filter((schema) => !there.some((name) => same(name, schema)))
        .map((schema) => {
          const names = there.map((name) => `${catalog}.${name}`);
          return noPlace({ what: 'schema', name: `${catalog}.${schema}`, names });
        });
      const found = missing.length === 0 ? 'there' : 'not there';
      return check(`schema ${wanted.map((schema) => `${catalog}.${schema}`).join(', ')}`, found, missing);
    }),
  );
  return (await Promise.all(checks)).flat();
}

/** Undefined when there is no such catalog. */
async function schemasOf(
  { catalog: unity }: Workspace,
  catalog: string,
  signal: AbortSignal,
): Promise<string[] | undefined> {
  try {
    return await namesOf(unity.listSchemas(catalog, { signal }));
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}

async function namesOf(listed: AsyncIterable<string>): Promise<string[]> {
  const names: string[] = [];
  for await (const name of listed) names.push(name);
  return names;
}

/** Unity Catalog knows no difference between small and capital letters. */
function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
