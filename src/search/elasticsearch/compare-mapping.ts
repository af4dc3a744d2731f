import { isRecord } from '../../kernel/index.ts';
import type { IndexBody, Mapping } from './index-body.ts';

/** A difference between the index that is wanted and the live one. */
export interface MappingDifference {
  /** A field with its dots, or a setting as `settings.…`. */
  readonly field: string;
  /** Such as `type: long -> keyword`. */
  readonly change: string;
  /** Whether the live index can be changed so; otherwise it must be built anew. */
  readonly inPlace: boolean;
  readonly why: string;
}

/** What holds where nothing is said. */
const defaults: Mapping = {
  type: 'object',
  enabled: true,
  index: true,
  doc_values: true,
  store: false,
  analyzer: 'standard',
};
/** What Elasticsearch lets change while an index lives. */
const changeable = new Set([
  'coerce',
  'dynamic',
  'eager_global_ordinals',
  'fielddata',
  'ignore_above',
  'ignore_malformed',
  'meta',
  'search_analyzer',
  'search_quote_analyzer',
]);
/** What decides how a field was indexed, so that it counts also where only the live index says it. */
const decisive = [
  'type',
  'enabled',
  'index',
  'doc_values',
  'analyzer',
  'dims',
  'similarity',
  'normalizer',
  'format',
];
const structural = new Set(['properties', 'fields']);
const fixedSettings = /^(?:number_of_shards$|analysis\.|codec$|sort\.|routing|mode$|mapping\.source)/;

/**
 * What must change in a live index for it to be as wanted. Fields that only the live one has do no harm and
 * are no difference.
 */
export function compareMapping(wanted: IndexBody, live: IndexBody): readonly MappingDifference[] {
  return [
    ...compareSettings(flatSettings(wanted.settings), flatSettings(live.settings)),
    ...compareOptions('mappings', wanted.mappings, live.mappings),
    ...compareFields('', fieldsOf(wanted.mappings), fieldsOf(live.mappings)),
  ];
}

function compareFields(path: string, wanted: Mapping, live: Mapping): MappingDifference[] {
  return Object.entries(wanted).flatMap(([name, field]): MappingDifference[] => {
    const full = path === '' ? name : `${path}.${name}`;
    const before = live[name];
    if (!isRecord(field)) return [];
    if (!isRecord(before)) return [added(full, field)];
    return [
      ...compareField(full, field, before),
      ...compareFields(full, fieldsOf(field), fieldsOf(before)),
      ...compareFields(full, subfieldsOf(field), subfieldsOf(before)),
    ];
  });
}

function added(field: string, { type = 'object' }: Mapping): MappingDifference {
  const why = 'a field can be added; documents that are there have it once they are written again';
  return { field, change: `new, ${type}`, inPlace: true, why };
}

function compareField(field: string, wanted: Mapping, live: Mapping): MappingDifference[] {
  const names = new Set([...Object.keys(wanted).filter((name) => !structural.has(name)), ...decisive]);
  return [...names].flatMap((name): MappingDifference[] => {
    const [from, to] = [live[name] ?? defaults[name], wanted[name] ?? defaults[name]];
    // Elasticsearch chooses some of these itself and shows them; only what was asked for counts then.
    if (wanted[name] === undefined && (name === 'similarity' || name === 'format')) return [];
    if (same(from, to)) return [];
    const inPlace = changeable.has(name);
    const why = inPlace
      ? 'it can be changed at any time'
      : `"${name}" decides how values are stored, so documents must be written into a new index`;
    return [{ field, change: `${name}: ${show(from)} -> ${show(to)}`, inPlace, why }];
  });
}

/** `dynamic`, `date_detection` and the like at the root. */
function compareOptions(field: string, wanted: Mapping, live: Mapping): MappingDifference[] {
  return Object.entries(wanted).flatMap(([name, to]): MappingDifference[] => {
    if (structural.has(name) || name === '_meta') return [];
    const from = live[name] ?? (name === 'dynamic' ? true : undefined);
    if (same(from, to)) return [];
    const inPlace = !name.startsWith('_');
    const why = inPlace
      ? 'it holds for documents that are written from now on'
      : 'it is fixed when an index is created';
    return [{ field: `${field}.${name}`, change: `${show(from)} -> ${show(to)}`, inPlace, why }];
  });
}

function compareSettings(wanted: Mapping, live: Mapping): MappingDifference[] {
  return Object.entries(wanted).flatMap(([name, to]): MappingDifference[] => {
    const from = live[name];
    if (same(from, to)) return [];
    const inPlace = !fixedSettings.test(name);
    const why = inPlace ? 'it can be changed at any time' : 'it is fixed when an index is created';
    return [{ field: `settings.${name}`, change: `${show(from)} -> ${show(to)}`, inPlace, why }];
  });
}

/** Settings can be written nested or with dots, with or without `index`. */
export function flatSettings(settings: Mapping, path = ''): Record<string, unknown> {
  const flat: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(settings)) {
    const full = (path === '' ? name : `${path}.${name}`).replace(/^index(?:\.|$)/, '');
    if (isRecord(value)) Object.assign(flat, flatSettings(value, full));
    else flat[full] = value;
  }
  return flat;
}

function fieldsOf({ properties }: Mapping): Mapping {
  return isRecord(properties) ? expandDots(properties) : {};
}

function subfieldsOf({ fields }: Mapping): Mapping {
  return isRecord(fields) ? fields : {};
}

/** A template may say `a.b`; a live mapping always says `a: {properties: {b}}`. */
function expandDots(properties: Mapping): Mapping {
  const expanded: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(properties)) {
    const [head = name, ...rest] = name.split('.');
    const before = expanded[head];
    const inner = rest.length === 0 ? field : { properties: { [rest.join('.')]: field } };
    expanded[head] = isRecord(before) && isRecord(inner) ? mergeFields(before, inner) : inner;
  }
  return expanded;
}

function mergeFields(a: Mapping, b: Mapping): Mapping {
  const inside = (field: Mapping): Mapping => (isRecord(field.properties) ? field.properties : {});
  return { ...a, ...b, properties: { ...inside(a), ...inside(b) } };
}

/** Elasticsearch gives settings back as text. */
function same(a: unknown, b: unknown): boolean {
  return a === b || (a !== undefined && b !== undefined && canonical(a) === canonical(b));
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (!isRecord(value)) return String(value);
  const keys = Object.keys(value).sort();
  return `{${keys.map((key) => `${key}:${canonical(value[key])}`).join()}}`;
}

function show(value: unknown): string {
  if (value === undefined) return 'unset';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
