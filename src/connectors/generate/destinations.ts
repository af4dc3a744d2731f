import type { Problem } from '../../kernel/index.ts';
import type { ConnectorSettings } from '../settings/index.ts';
import type { ConnectorTable } from '../types.ts';
import type { IngestTable } from './pipelines.ts';
import { halfDestination, sameDestination, unusableName } from './problems.ts';

/** Where a table is written. */
export interface Destination {
  readonly catalog: string | undefined;
  readonly schema: string | undefined;
  readonly table: string;
  /** Whether that is the common place, and so may be another one in each target. */
  readonly usual: boolean;
}

type Place = Pick<ConnectorSettings, 'catalog' | 'schema'>;

/** The place of tables that name none: the one that is said, or else the one that all tables name. */
export function commonPlace(tables: readonly ConnectorTable[], { catalog, schema }: Place): Place {
  const [first] = tables;
  const isShared = ({ destinationCatalog, destinationSchema }: ConnectorTable): boolean =>
    destinationCatalog === first?.destinationCatalog && destinationSchema === first?.destinationSchema;
  const shared = tables.every(isShared) ? first : undefined;
  const whole = shared?.destinationCatalog !== undefined && shared.destinationSchema !== undefined;
  const place = {
    catalog: catalog ?? (whole ? shared.destinationCatalog : undefined),
    schema: schema ?? (whole ? shared.destinationSchema : undefined),
  };
  return Object.fromEntries(Object.entries(place).filter(([, name]) => name !== undefined));
}

/** The place that a table names, with the common one for what it leaves out. */
export function destinationOf(table: ConnectorTable, common: Place): Destination {
  const { destinationCatalog: catalog = common.catalog, destinationSchema: schema = common.schema } = table;
  const usual = catalog === common.catalog && schema === common.schema;
  return { catalog, schema, table: table.destinationTable ?? table.sourceTable, usual };
}

/** Half places, names that Unity Catalog refuses, and tables that would be written over each other. */
export function checkDestinations(tables: readonly IngestTable[]): Problem[] {
  const halves = tables.filter(({ destination }) => isHalf(destination));
  const usual = halves.filter(({ destination }) => destination.usual);
  const told = [...usual.slice(0, 1), ...halves.filter(({ destination }) => !destination.usual)];
  const same = Map.groupBy(tables, ({ destination: { catalog, schema, table } }) =>
    JSON.stringify([catalog, schema, table]).toLowerCase(),
  );
  return [
    ...told.map(({ sourceTable, destination, at }) => {
      const [has, lacks] = destination.catalog === undefined ? ['schema', 'catalog'] : ['catalog', 'schema'];
      return destination.usual
        ? halfDestination({ table: undefined, has, lacks })
        : halfDestination({ table: sourceTable, has, lacks }, at);
    }),
    ...refusedNames(tables),
    ...[...same.values()].flatMap((members) => {
      const second = members.find(({ sourceTable }) => sourceTable !== members[0]?.sourceTable);
      if (second === undefined) return [];
      const { catalog, schema, table } = second.destination;
      const destination = [catalog, schema, table].filter(Boolean).join('.');
      const names = members.map(({ sourceTable }) => sourceTable);
      return [sameDestination({ destination, tables: names }, second.at)];
    }),
  ];
}

function isHalf({ catalog, schema }: Destination): boolean {
  return (catalog === undefined) !== (schema === undefined);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const refused = /[./\s`\u0000-\u001f\u007f]/u;

/** A catalog or schema is told of once, however many tables are in it. */
function refusedNames(tables: readonly IngestTable[]): Problem[] {
  const told = new Set<string>();
  return tables.flatMap(({ sourceTable, destination: { catalog, schema, table }, at }) =>
    Object.entries({ catalog, schema, table }).flatMap(([part, name]) => {
      if (name === undefined || (name !== '' && name.length <= 255 && !refused.test(name))) return [];
      if (part !== 'table' && told.has(name)) return [];
      told.add(name);
      const plain = name.replace(/[^\p{L}\p{N}_-]+/gu, '_').replace(/^_+|_+$/g, '');
      return [unusableName({ table: sourceTable, part, name, proposal: plain.slice(0, 255) || 'name' }, at)];
    }),
  );
}
