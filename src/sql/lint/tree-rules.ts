import { isRecord, type Problem } from '../../kernel/index.ts';
import { calls } from './call-rules.ts';
import { doubleAsText, hasFraction, isDouble } from './kinds-of-numbers.ts';
import * as problem from './problems.ts';

export type Node = Readonly<Record<string, unknown>>;

/** A problem at a place in the SQL, in bytes; without one it is that of the nearest node around. */
export interface Judgement {
  readonly problem: Problem;
  readonly at?: number | undefined;
  readonly length: number;
}

/** What is written from a byte on; enough of it to tell sugar from calls. */
export type TextAt = (byte: number) => string;

const here = (found: Problem, at?: number, length = 1): Judgement => ({ problem: found, at, length });
const items = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const locationOf = (node: unknown): number | undefined =>
  isRecord(node) && typeof node.query_location === 'number' ? node.query_location : undefined;
const refuse = (what: string, write?: string): Judgement[] => [here(problem.notInSpark({ what, write }))];

/** What is to be said of one node of the syntax tree, its children apart. */
export function judge(node: Node, parents: readonly Node[], textAt: TextAt): Judgement[] {
  const common = isRecord(node.sample)
    ? refuse('samples as DuckDB does', 'Filter by a hash of the key instead.')
    : [];
  return [...common, ...(rules[String(node.class ?? node.type)]?.(node, parents, textAt) ?? [])];
}

const rules: Readonly<Record<string, (node: Node, parents: readonly Node[], textAt: TextAt) => Judgement[]>> =
  {
    FUNCTION: calls,
    WINDOW: (node, parents, textAt) => [
      ...calls(node, parents, textAt),
      ...(`${node.start} ${node.end}`.includes('GROUPS')
        ? refuse('window frames of GROUPS', 'Write ROWS or RANGE.')
        : []),
      ...(node.ignore_nulls ? refuse('IGNORE NULLS inside the brackets', undefined) : []),
      ...(node.distinct ? refuse('DISTINCT in a window', 'Count in a GROUP BY of its own, and join.') : []),
      ...unordered(node),
    ],
    OPERATOR: operator,
    CAST: cast,
    STAR: star,
    COLLATE: () => refuse('collations of DuckDB', 'Compare `lower(a)` with `lower(b)`.'),
    SUBQUERY: (node, _, textAt) =>
      // IN (SELECT …) is the same node; only its place tells.
      node.subquery_type === 'ANY' && /^[=<>!]/.test(textAt(locationOf(node) ?? 0))
        ? refuse('ANY and ALL', 'Write `IN (SELECT …)`, or `array_contains(array, x)`.')
        : [],
    JOIN: (node) =>
      node.ref_type === 'ASOF' || node.ref_type === 'POSITIONAL'
        ? refuse(
            `${node.ref_type} JOIN`,
            node.ref_type === 'ASOF' ? 'Join on `>=` and keep the latest by row_number().' : undefined,
          )
        : [],
    SET_OPERATION_NODE: (node) =>
      node.setop_type === 'UNION_BY_NAME'
        ? refuse('UNION BY NAME', 'Write the columns in one order in both.')
        : [],
    SELECT_NODE: modifiers,
    TABLE_FUNCTION: (node) => {
      const name = isRecord(node.function) ? String(node.function.function_name).toLowerCase() : '';
      return ['unnest', 'generate_series'].includes(name)
        ? refuse(
            `${name}(…) in FROM`,
            name === 'unnest'
              ? 'Write `explode(array)` in the SELECT list.'
              : 'Write `range(a, b)`, which ends before b.',
          )
        : [];
    },
  };

const ranks = new Set('row_number rank dense_rank percent_rank cume_dist ntile lag lead'.split(' '));
const positions = new Set('first_value last_value nth_value'.split(' '));

/** What an order decides, without one. */
function unordered(node: Node): Judgement[] {
  const name = String(node.function_name).toLowerCase();
  if (items(node.orders).length > 0) return [];
  if (ranks.has(name))
    return refuse(`\`${name}\` in a window without ORDER BY`, 'Say by what: `OVER (… ORDER BY …)`.');
  if (!positions.has(name)) return [];
  const what = `\`${name}\` in a window without ORDER BY takes any row`;
  return [here(problem.openChoice({ what, write: 'Say by what: `OVER (… ORDER BY …)`.' }))];
}

function operator({ type, children }: Node): Judgement[] {
  const [, index] = items(children);
  if (type === 'ARRAY_SLICE') {
    return [
      here(
        problem.notInSpark({
          what: 'slices in brackets',
          write: 'Write `slice(array, start, count)`, or `substring(text, start, count)`.',
        }),
        locationOf(index),
      ),
    ];
  }
  if (type !== 'ARRAY_EXTRACT') return [];
  // A text in brackets is the key of a map, or the name of a field: the same on both.
  const key =
    isRecord(index) &&
    isRecord(index.value) &&
    isRecord(index.value.type) &&
    index.value.type.id === 'VARCHAR';
  return key ? [] : [here(problem.indexedByNumber({}), locationOf(index))];
}

function cast({ cast_type: to, child }: Node): Judgement[] {
  if (isRecord(to) && to.id === 'VARCHAR' && isDouble(child)) {
    return [here(problem.callOfNulls(doubleAsText), locationOf(child))];
  }
  const integer = isRecord(to) && /^(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)$/.test(String(to.id));
  return integer && hasFraction(child) ? [here(problem.castOfQuotient({}), locationOf(child))] : [];
}

function star(node: Node, [parent]: readonly Node[]): Judgement[] {
  // ORDER BY ALL.
  if (parent !== undefined && 'null_order' in parent) return [];
  if (node.columns === true) return refuse('COLUMNS(…)', 'Name the columns.');
  const parts = [
    items(node.exclude_list).length + items(node.qualified_exclude_list).length > 0 && 'EXCLUDE',
    items(node.replace_list).length > 0 && 'REPLACE',
    items(node.rename_list).length > 0 && 'RENAME',
  ].filter((part) => part !== false);
  return parts.flatMap((part) => refuse(`\`* ${part}\``, 'Name the columns.'));
}

function modifiers(node: Node): Judgement[] {
  const all = items(node.modifiers).filter(isRecord);
  const of = (type: string): Node | undefined => all.find((modifier) => modifier.type === type);
  const limit = of('LIMIT_MODIFIER');
  return [
    ...(items(of('DISTINCT_MODIFIER')?.distinct_on_targets).length > 0
      ? refuse('DISTINCT ON', 'Write `QUALIFY row_number() OVER (PARTITION BY … ORDER BY …) = 1`.')
      : []),
    ...(of('LIMIT_PERCENT_MODIFIER') ? refuse('LIMIT in per cent', undefined) : []),
    ...(limit && !of('ORDER_MODIFIER')
      ? [
          here(
            problem.openChoice({
              what: 'LIMIT without ORDER BY takes any rows',
              write: 'Add an ORDER BY that leaves no ties.',
            }),
            locationOf(limit.limit),
          ),
        ]
      : []),
  ];
}

/** Where the outermost SELECT has columns without a name, in bytes. */
export function unnamedColumns(tree: unknown): number[] {
  let node: unknown = isRecord(tree) ? (tree.node ?? tree) : undefined;
  while (isRecord(node) && node.type === 'SET_OPERATION_NODE') node = node.left ?? items(node.children)[0];
  if (!isRecord(node) || node.type !== 'SELECT_NODE') return [];
  return items(node.select_list).flatMap((column) => {
    const named =
      isRecord(column) && (column.alias || column.class === 'COLUMN_REF' || column.class === 'STAR');
    return named ? [] : [firstLocation(column) ?? 0];
  });
}

/** The place of the first thing in an expression: operators have their own in the middle. */
function firstLocation(node: unknown): number | undefined {
  if (Array.isArray(node) || isRecord(node)) {
    const own = locationOf(node);
    const inner = Object.values(node).map(firstLocation);
    const all = [own, ...inner].filter((at) => at !== undefined);
    return all.length > 0 ? Math.min(...all) : undefined;
  }
  return undefined;
}
