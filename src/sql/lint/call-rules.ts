import { isRecord } from '../../kernel/index.ts';
import { callRules, operators, sharedUnits, spellings } from './functions.ts';
import { doubleAsText, isDecimal, isDouble } from './kinds-of-numbers.ts';
import * as problem from './problems.ts';
import { sparkFunctionNames } from './spark-function-names.ts';
import type { Judgement, Node, TextAt } from './tree-rules.ts';

/** What brackets and braces stand for in the tree. */
const sugar: Readonly<Record<string, { readonly what: string; readonly write: string }>> = {
  list_value: {
    what: 'arrays in brackets',
    write: 'Write `builtin.array(a, b)`, or `IN (a, b)` where a list is meant.',
  },
  struct_pack: { what: 'structs in braces', write: "Write `named_struct('name', value, …)`." },
  map: { what: 'maps in braces', write: 'Write `builtin.map(key, value, …)`.' },
  list_apply: {
    what: 'comprehensions',
    write: 'Write `explode(array)` in a SELECT of its own, then `collect_list`.',
  },
  regexp_full_match: {
    what: 'the operators `~` and SIMILAR TO',
    write: 'Write `regexp_like(text, pattern)`.',
  },
  timezone: {
    what: 'AT TIME ZONE',
    write: 'Write `from_utc_timestamp(t, zone)` or `to_utc_timestamp(t, zone)`.',
  },
};

/** Functions whose second argument is a pattern. */
const patterned = new Set(
  'regexp_like rlike regexp_matches regexp_extract regexp_extract_all regexp_replace split'.split(' '),
);
const hasClass = (node: unknown): boolean =>
  isRecord(node) && isRecord(node.value) && String(node.value.value).includes('[[:');
const posixClass = {
  call: 'a class such as `[[:digit:]]`',
  difference: 'Java reads it as the letters in it',
  write: 'Write the characters: `[0-9]`, `[a-zA-Z]`, `[ ]`.',
};

/** Calls in which the order of an array does not matter. */
const orderless = new Set([
  'array_sort',
  'sort_array',
  'size',
  'array_size',
  'len',
  'cardinality',
  'array_max',
  'array_min',
]);

const tableFunctions = new Set(['stream', 'unnest', 'generate_series']);

/** What is to be said of a call, whether it is written as one, as an operator, or with brackets. */
export function calls(node: Node, parents: readonly Node[], textAt: TextAt): Judgement[] {
  const name = String(node.function_name).toLowerCase();
  const at = typeof node.query_location === 'number' ? node.query_location : undefined;
  const found = (made: Judgement['problem'], length = name.length): Judgement[] => [
    { problem: made, at, length },
  ];
  const args = Array.isArray(node.children) ? node.children : [];
  if (node.is_operator === true) {
    if (name === '||' && args.some(isDouble)) return found(problem.callOfNulls(doubleAsText), 2);
    return [...operator(name, found), ...dates(name, args, parents, found), ...quotient(name, args, found)];
  }
  if (patterned.has(name) && args.slice(1, 2).some(hasClass)) return found(problem.differentCall(posixClass));
  // What stands in FROM is judged there.
  if (parents[0]?.type === 'TABLE_FUNCTION' && tableFunctions.has(name)) return [];
  const written = at !== undefined && textAt(at).toLowerCase().startsWith(name);
  if (!written) {
    if (node.schema === 'builtin') return [];
    if (name === 'date_part') return unit(args, found);
    const sweet = sugar[name];
    return sweet ? found(problem.notInSpark(sweet), 1) : [];
  }
  const ordered =
    isRecord(node.order_bys) && Array.isArray(node.order_bys.orders) && node.class !== 'WINDOW'
      ? found(
          problem.notInSpark({
            what: 'ORDER BY inside an aggregate',
            write: 'Sort the result: `array_sort(collect_list(x))`.',
          }),
        )
      : [];
  return [...call(name, args, node, parents, found), ...ordered];
}

type Found = (made: Judgement['problem'], length?: number) => Judgement[];

function call(
  name: string,
  args: readonly unknown[],
  node: Node,
  parents: readonly Node[],
  found: Found,
): Judgement[] {
  if (name === 'date_part' || name === 'datepart') return unit(args, found);
  const rule = callRules.get(name);
  if (rule && node.class !== 'WINDOW' && (rule.when?.(args, node, parents) ?? true)) {
    const harmless = rule.write?.startsWith('Sort it') && orderless.has(String(parents[0]?.function_name));
    const params = { call: `\`${name}\``, difference: rule.how, write: rule.write };
    if (harmless) return [];
    return found(rule.differs === 'always' ? problem.differentCall(params) : problem.callOfNulls(params));
  }
  if (sparkFunctionNames.has(name) && !(name === 'trunc' && args.length === 1)) return [];
  return found(problem.unknownFunction({ name, write: spellings.get(name) }));
}

function operator(name: string, found: Found): Judgement[] {
  const known = operators.get(name);
  if (!known) return [];
  const { shown: operator, difference, write } = known;
  return found(problem.operatorDiffers({ operator, difference, write }), operator.length);
}

function unit([first]: readonly unknown[], found: Found): Judgement[] {
  const value = isRecord(first) && isRecord(first.value) ? first.value.value : undefined;
  if (typeof value !== 'string' || sharedUnits.has(value.toLowerCase())) return [];
  const day = /dow|weekday|dayofweek/i.test(value);
  const seconds = /^sec/i.test(value);
  return found(
    problem.differentCall({
      call: `\`extract(${value} …)\``,
      difference: seconds
        ? 'Spark gives seconds with their fraction'
        : day
          ? 'the days of the week are counted differently'
          : 'Spark does not know this unit, or counts it differently',
      write: seconds
        ? 'Write `second(t)`.'
        : day
          ? 'Write `builtin.dayofweek(d)` or `builtin.weekday(d)`.'
          : 'Units with one meaning are year, quarter, month, week, day, doy, hour and minute.',
    }),
  );
}

/** With a decimal, a quotient is a decimal on Spark, with as few as six digits behind the point. */
function quotient(name: string, args: readonly unknown[], found: Found): Judgement[] {
  if (name !== '/' || args.length !== 2) return [];
  return args.some(isDecimal) && !args.some(isDouble) ? found(problem.decimalQuotient({})) : [];
}

const dateFunctions = new Set([
  'to_date',
  'date_add',
  'date_sub',
  'add_months',
  'last_day',
  'next_day',
  'make_date',
  'current_date',
]);
const isCastTo = (node: unknown, type: string): boolean =>
  isRecord(node) && node.class === 'CAST' && isRecord(node.cast_type) && node.cast_type.id === type;
const isDate = (node: unknown): boolean =>
  isCastTo(node, 'DATE') ||
  (isRecord(node) && dateFunctions.has(String(node.function_name).toLowerCase())) ||
  (isRecord(node) &&
    Array.isArray(node.column_names) &&
    String(node.column_names.at(-1)).toLowerCase() === 'current_date');
const isInterval = (node: unknown): boolean =>
  isCastTo(node, 'INTERVAL') ||
  (isRecord(node) &&
    /^to_(days|weeks|months|quarters|years|decades|centuries|millennia)$/.test(String(node.function_name)));

const timestampFunctions = new Set(
  (
    'to_timestamp try_to_timestamp current_timestamp now date_trunc make_timestamp timestamp_seconds timestamp_millis ' +
    'timestamp_micros from_utc_timestamp to_utc_timestamp'
  ).split(' '),
);
const isTimestamp = (node: unknown): boolean =>
  isCastTo(node, 'TIMESTAMP') ||
  (isRecord(node) && timestampFunctions.has(String(node.function_name).toLowerCase()));

/** `date + INTERVAL` and `date - date`: what both give, but of different types. */
function dates(name: string, args: readonly unknown[], parents: readonly Node[], found: Found): Judgement[] {
  const [a, b] = args;
  if (name === '-' && isTimestamp(a) && isTimestamp(b)) {
    return found(
      problem.dateArithmetic({
        difference: 'the difference of two timestamps is an interval, which is another type on each',
        write: 'Write `unix_timestamp(later) - unix_timestamp(earlier)` for seconds.',
      }),
    );
  }
  if ((name !== '+' && name !== '-') || !isDate(a)) return [];
  if (isInterval(b) && !isCastTo(parents[0], 'DATE')) {
    return found(
      problem.dateArithmetic({
        difference: 'a date with an INTERVAL is a date on Spark, a timestamp on DuckDB',
        write: 'Write `date_add(d, days)` or `add_months(d, months)`, or `CAST(… AS DATE)` around it.',
      }),
    );
  }
  return name === '-' && isDate(b)
    ? found(
        problem.dateArithmetic({
          difference: 'the difference of two dates is an interval on Spark, a number on DuckDB',
          write: 'Write `datediff(later, earlier)`.',
        }),
      )
    : [];
}
