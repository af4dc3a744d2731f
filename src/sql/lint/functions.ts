import { isRecord } from '../../kernel/index.ts';

/** What is said of a call that does not mean the same on both engines. */
export interface CallRule {
  /** `always`: other values for ordinary rows. `sometimes`: only for NULLs, nothing, or rows in another order. */
  readonly differs: 'always' | 'sometimes';
  readonly how: string;
  readonly write?: string;
  /** Whether a call with these arguments (nodes of the syntax tree) is concerned; absent: any is. */
  readonly when?: (
    args: readonly unknown[],
    call: Readonly<Record<string, unknown>>,
    parents: readonly Readonly<Record<string, unknown>>[],
  ) => boolean;
}

const constant = (node: unknown): unknown =>
  isRecord(node) && node.type === 'VALUE_CONSTANT' && isRecord(node.value) ? node.value.value : undefined;

const number = (node: unknown): number | undefined => {
  const negative =
    isRecord(node) &&
    node.function_name === '-' &&
    Array.isArray(node.children) &&
    node.children.length === 1;
  const value = constant(negative && Array.isArray(node.children) ? node.children[0] : node);
  return typeof value === 'number' ? (negative ? -value : value) : undefined;
};

const placeOf = (node: unknown): number =>
  isRecord(node) && typeof node.query_location === 'number' ? node.query_location : Number.NaN;

const args = (n: number) => (given: readonly unknown[]) => given.length === n;
const arrayOrder: CallRule = {
  differs: 'sometimes',
  how: 'Spark keeps the order (and a NULL), DuckDB does not',
  write: 'Sort it (`array_sort(…)`), or write `builtin.` before the name.',
};
const shortName: CallRule = {
  differs: 'always',
  how: 'Spark gives three letters, DuckDB the whole name',
  write: "Write `date_format(d, 'EEEE')` or `date_format(d, 'MMMM')`, or `builtin.` before the name.",
};
const twoOrderings: CallRule = {
  differs: 'always',
  how: 'the one engine takes the characters first, the other the text',
  write: "Write `TRIM(BOTH 'x' FROM s)`, or LEADING, or TRAILING.",
  // TRIM(BOTH 'x' FROM s) is the same call, but for the place of its arguments.
  when: ([text, characters]) => placeOf(text) < placeOf(characters),
};
const byGroup: CallRule = {
  differs: 'always',
  how: 'without a number, Spark gives the first group, DuckDB the whole match',
  write: 'Say which: 0 is the whole match, 1 the first group.',
  when: args(2),
};
const days: CallRule = {
  differs: 'always',
  how: 'Spark counts days, the later date first, and reads no unit in quotes',
  write: 'Write `datediff(later, earlier)`, or `months_between(later, earlier)`.',
  when: args(3),
};
const moment: CallRule = {
  differs: 'sometimes',
  how: 'DuckDB passes over NULLs, Spark does not, and without an order any row may come first',
  write: 'Write `min`, `max`, `builtin.min_by` or `builtin.max_by`.',
};
const ofNulls = (name: string): CallRule => ({
  differs: 'sometimes',
  how: 'DuckDB passes over rows in which the first value is NULL, Spark does not',
  write: `Write \`builtin.${name}(x, y)\`.`,
  when: args(2),
});
const weekday: CallRule = {
  differs: 'always',
  how: 'on Spark, `dayofweek` counts from Sunday = 1, `weekday` from Monday = 0; on DuckDB, both from Sunday = 0',
  write:
    "Write `builtin.dayofweek(d)` or `builtin.weekday(d)`, which are Spark's on both engines, or `date_format(d, 'EEE')`.",
};
const from: CallRule = {
  differs: 'always',
  how: 'a start of 0 or less is counted differently, or a length below 0',
  write: 'Count from 1.',
  when: ([, start, length]) => (number(start) === 0 ? length !== undefined : (number(length) ?? 0) < 0),
};

/** Characters that have a meaning in a pattern. */
const special = /[.*+?^${}()|[\]\\]/;

/** Functions that both engines have, and that differ. */
export const callRules: ReadonlyMap<string, CallRule> = new Map<string, CallRule>([
  [
    'regexp_replace',
    {
      differs: 'always',
      how: 'Spark replaces every match, DuckDB only the first, and its options are unknown to Spark',
      write:
        'Write `builtin.regexp_replace(text, pattern, replacement)`, which replaces all on both; or `replace` where there is no pattern.',
    },
  ],
  ['regexp_extract', byGroup],
  ['regexp_extract_all', byGroup],
  ['dayofweek', weekday],
  ['weekday', weekday],
  ['dayname', shortName],
  ['monthname', shortName],
  ['trim', twoOrderings],
  ['ltrim', twoOrderings],
  ['rtrim', twoOrderings],
  [
    'split',
    {
      differs: 'always',
      how: 'Spark splits by a pattern, DuckDB by a plain text',
      write:
        'Write `builtin.split(text, pattern)`, with signs in brackets: `[.]`; or `split_part` for one part.',
      when: ([, by]) => {
        const text = constant(by);
        return typeof text !== 'string' || special.test(text);
      },
    },
  ],
  [
    'split_part',
    {
      differs: 'always',
      how: 'part 0 is an error on Spark and nothing on DuckDB',
      write: 'Count from 1.',
      when: ([, , part]) => number(part) === 0,
    },
  ],
  [
    'log',
    {
      differs: 'always',
      how: 'with one argument it is to base e on Spark, to base 10 on DuckDB',
      write: 'Write `ln(x)` or `log10(x)`.',
      when: args(1),
    },
  ],
  [
    'left',
    {
      differs: 'always',
      how: 'a negative length means nothing on Spark, all but the last on DuckDB',
      write: 'Write `substring`.',
      when: ([, n]) => (number(n) ?? 0) < 0,
    },
  ],
  [
    'right',
    {
      differs: 'always',
      how: 'a negative length means nothing on Spark, all but the first on DuckDB',
      write: 'Write `substring`.',
      when: ([, n]) => (number(n) ?? 0) < 0,
    },
  ],
  ['substring', from],
  ['substr', from],
  ['datediff', days],
  ['date_diff', days],
  ['date_sub', days],
  [
    'hash',
    {
      differs: 'always',
      how: 'the algorithms are different',
      write: 'Write `md5(text)` or `sha2(text, 256)`.',
    },
  ],
  ['to_json', { differs: 'always', how: 'Spark leaves fields out that are NULL' }],
  [
    'from_json',
    {
      differs: 'always',
      how: 'the schema is written differently',
      write: "Write `get_json_object(text, '$.name')`, with a cast.",
    },
  ],
  ['to_binary', { differs: 'always', how: 'Spark reads hexadecimal digits', write: 'Write `unhex(text)`.' }],
  ['decode', { differs: 'always', how: 'Spark wants the name of an encoding' }],
  ['encode', { differs: 'always', how: 'Spark wants the name of an encoding' }],
  ['typeof', { differs: 'always', how: 'types have other names' }],
  ['version', { differs: 'always', how: 'it is that of the engine' }],
  [
    'map',
    {
      differs: 'always',
      how: 'Spark takes keys and values in turn, DuckDB two arrays',
      write: 'Write `map_from_arrays(keys, values)`, or `builtin.map(key, value, …)`.',
    },
  ],
  [
    'element_at',
    {
      differs: 'always',
      how: 'Spark gives an item or fails, DuckDB an array',
      write: 'Write `try_element_at(x, i)`.',
    },
  ],
  [
    'array_prepend',
    {
      differs: 'always',
      how: 'the array comes first on Spark, last on DuckDB',
      write: 'Write `builtin.array_prepend(array, item)`.',
    },
  ],
  [
    'array_position',
    {
      differs: 'sometimes',
      how: 'what is not there is at 0 on Spark, at NULL on DuckDB',
      write: 'Write `builtin.array_position(array, item)`.',
    },
  ],
  ['reduce', { differs: 'always', how: 'the arguments are in another order' }],
  ['aggregate', { differs: 'always', how: 'on DuckDB it takes the name of a function' }],
  ['skewness', { differs: 'always', how: 'the one is of a sample, the other of all' }],
  ['kurtosis', { differs: 'always', how: 'the one is of a sample, the other of all' }],
  [
    'approx_count_distinct',
    { differs: 'always', how: 'the estimates are different', write: 'Write `count(DISTINCT x)`.' },
  ],
  ['approx_top_k', { differs: 'always', how: 'the estimates are different' }],
  [
    'listagg',
    {
      differs: 'always',
      how: 'without a separator, DuckDB takes a comma',
      write: 'Name the separator.',
      when: args(1),
    },
  ],
  [
    'string_agg',
    {
      differs: 'always',
      how: 'without a separator, DuckDB takes a comma',
      write: 'Name the separator.',
      when: args(1),
    },
  ],
  [
    'printf',
    {
      differs: 'sometimes',
      how: 'the formats of numbers are not all the same',
      write: 'Write `||` with casts, or `lpad`.',
    },
  ],
  [
    'concat',
    {
      differs: 'sometimes',
      how: 'a NULL makes the whole NULL on Spark; DuckDB leaves it out',
      write: "Write `a || b`, or `concat_ws('', a, b)` to leave NULLs out.",
    },
  ],
  [
    'array_agg',
    {
      differs: 'sometimes',
      how: 'Spark leaves NULLs out, DuckDB keeps them',
      write: 'Write `collect_list(x)`, or add `FILTER (WHERE x IS NOT NULL)`.',
      when: (_, call) => call.filter === undefined,
    },
  ],
  [
    'array_contains',
    {
      differs: 'sometimes',
      how: 'what is not found among NULLs is NULL on Spark, false on DuckDB, so NOT makes it true',
      write: 'Write `builtin.array_contains(array, item)`.',
      when: (_args, _call, [parent]) => parent?.type === 'OPERATOR_NOT',
    },
  ],
  [
    'get_json_object',
    {
      differs: 'always',
      how: 'with `*`, Spark gives a JSON text, DuckDB an array',
      write: 'Name the position, such as `$.items[0]`.',
      when: ([, path]) => String(constant(path)).includes('*'),
    },
  ],
  ['max_by', ofNulls('max_by')],
  ['min_by', ofNulls('min_by')],
  ['array_distinct', arrayOrder],
  ['array_intersect', arrayOrder],
  ['any_value', moment],
  ['first', moment],
  ['last', moment],
  ['mode', { differs: 'sometimes', how: 'which of equally frequent values is taken is open' }],
]);

/** Units of `extract` and `date_part` that mean the same on both. */
export const sharedUnits: ReadonlySet<string> = new Set(
  'year years y yr yrs quarter qtr month months mon mons week weeks w day days d doy hour hours h hr hrs minute minutes m min mins'.split(
    ' ',
  ),
);

/** What to write instead of functions that only DuckDB has. */
export const spellings: ReadonlyMap<string, string> = new Map([
  ['strftime', "Write `date_format(d, 'yyyy-MM-dd')`, with the letters of Spark."],
  ['strptime', "Write `to_timestamp(text, 'yyyy-MM-dd')`, with the letters of Spark."],
  ['try_strptime', "Write `try_to_timestamp(text, 'yyyy-MM-dd')`, with the letters of Spark."],
  ['regexp_matches', 'Write `regexp_like(text, pattern)`.'],
  ['regexp_full_match', "Write `regexp_like(text, '^(pattern)$')`."],
  ['regexp_split_to_array', 'Write `builtin.split(text, pattern)`.'],
  ['string_split', 'Write `split(text, separator)`.'],
  ['str_split', 'Write `split(text, separator)`.'],
  ['starts_with', 'Write `startswith(text, start)`.'],
  ['ends_with', 'Write `endswith(text, end)`.'],
  ['prefix', 'Write `startswith(text, start)`.'],
  ['suffix', 'Write `endswith(text, end)`.'],
  ['strlen', 'Write `length(text)`.'],
  ['unicode', 'Write `ascii(text)`.'],
  ['ord', 'Write `ascii(text)`.'],
  ['list', 'Write `collect_list(x)`.'],
  ['list_value', 'Write `builtin.array(a, b)`.'],
  ['list_contains', 'Write `array_contains(array, item)`.'],
  ['list_has', 'Write `array_contains(array, item)`.'],
  ['list_sort', 'Write `array_sort(array)` or `sort_array(array)`.'],
  ['list_distinct', 'Write `builtin.array_distinct(array)`.'],
  ['list_filter', 'Write `filter(array, x -> …)`.'],
  ['array_filter', 'Write `filter(array, x -> …)`.'],
  ['list_extract', 'Write `try_element_at(array, i)`.'],
  ['list_slice', 'Write `slice(array, start, count)`.'],
  ['array_slice', 'Write `slice(array, start, count)`.'],
  ['list_max', 'Write `array_max(array)`.'],
  ['list_min', 'Write `array_min(array)`.'],
  ['list_concat', 'Write `builtin.concat(a, b)`.'],
  ['array_concat', 'Write `builtin.concat(a, b)`.'],
  ['list_append', 'Write `array_append(array, item)`.'],
  ['list_has_any', 'Write `arrays_overlap(a, b)`.'],
  ['list_reverse', 'Write `reverse(array)`.'],
  ['array_length', 'Write `size(array)`.'],
  ['array_to_string', "Write `array_join(array, ', ')`."],
  [
    'list_transform',
    'Write `explode(array)` in a SELECT of its own, then `collect_list`: no lambda but that of `filter` is read by both.',
  ],
  [
    'list_apply',
    'Write `explode(array)` in a SELECT of its own, then `collect_list`: no lambda but that of `filter` is read by both.',
  ],
  [
    'array_transform',
    'Write `explode(array)` in a SELECT of its own, then `collect_list`: no lambda but that of `filter` is read by both.',
  ],
  ['unnest', 'Write `explode(array)`.'],
  ['generate_series', 'Write `sequence(a, b)`.'],
  ['struct_pack', "Write `named_struct('name', value, …)`."],
  ['row', "Write `named_struct('name', value, …)`."],
  ['struct_extract', 'Write `s.name`.'],
  ['map_extract', 'Write `try_element_at(map, key)`.'],
  ['map_contains', 'Write `map_contains_key(map, key)`.'],
  ['json_extract', "Write `get_json_object(text, '$.name')`."],
  ['json_extract_string', "Write `get_json_object(text, '$.name')`."],
  ['json_value', "Write `get_json_object(text, '$.name')`."],
  ['json_keys', 'Write `json_object_keys(text)`.'],
  ['today', 'Write `current_date`.'],
  ['get_current_timestamp', 'Write `current_timestamp`.'],
  ['epoch', 'Write `unix_timestamp(t)`.'],
  ['epoch_ms', 'Write `unix_millis(t)`, or `timestamp_millis(n)` the other way.'],
  ['epoch_us', 'Write `unix_micros(t)`.'],
  ['isodow', 'Write `builtin.weekday(d) + 1`.'],
  ['dayofyear', 'Write `dayofyear(d)`.'],
  ['age', 'Write `datediff(later, earlier)` or `months_between(later, earlier)`.'],
  ['datetrunc', "Write `date_trunc('month', t)`."],
  ['date_sub', 'Write `datediff(later, earlier)`.'],
  ['arg_max', 'Write `builtin.max_by(x, y)`.'],
  ['arg_min', 'Write `builtin.min_by(x, y)`.'],
  ['argmax', 'Write `builtin.max_by(x, y)`.'],
  ['argmin', 'Write `builtin.min_by(x, y)`.'],
  ['group_concat', "Write `array_join(array_sort(collect_list(x)), ', ')`."],
  ['quantile', 'Write `percentile(x, p)`.'],
  ['quantile_cont', 'Write `percentile(x, p)`.'],
  ['countif', 'Write `count_if(x)`.'],
  ['logical_and', 'Write `bool_and(x)`.'],
  ['logical_or', 'Write `bool_or(x)`.'],
  ['sha256', 'Write `sha2(text, 256)`.'],
  ['to_base64', 'Write `base64(x)`.'],
  ['from_base64', 'Write `unbase64(text)`.'],
  ['trunc', 'Write `CAST(floor(x) AS BIGINT)` for numbers, `trunc(d, unit)` for dates.'],
  ['format', 'Write `||` with casts.'],
  ['gen_random_uuid', 'Write `uuid()`.'],
  ['isfinite', 'Write `NOT isnan(x)`.'],
  ['fdiv', 'Write `CAST(floor(a / b) AS BIGINT)`.'],
  ['xor', 'There is no operator for it that both engines read.'],
]);

/** Operators that Spark does not have, or takes for something else. */
export const operators: ReadonlyMap<
  string,
  { readonly shown: string; readonly difference: string; readonly write: string }
> = new Map([
  ['//', { shown: '//', difference: 'is unknown to Spark', write: 'Write `CAST(floor(a / b) AS BIGINT)`.' }],
  [
    '^',
    {
      shown: '^',
      difference: 'is a power on DuckDB, "exclusive or" on Spark',
      write: 'Write `power(a, b)`.',
    },
  ],
  ['**', { shown: '**', difference: 'is unknown to Spark', write: 'Write `power(a, b)`.' }],
  [
    '->',
    {
      shown: '->',
      difference: 'looks into JSON on DuckDB only',
      write: "Write `get_json_object(text, '$.name')`.",
    },
  ],
  [
    '->>',
    {
      shown: '->>',
      difference: 'looks into JSON on DuckDB only',
      write: "Write `get_json_object(text, '$.name')`.",
    },
  ],
  [
    '~~~',
    {
      shown: 'GLOB',
      difference: 'is unknown to Spark',
      write: 'Write `LIKE`, or `regexp_like(text, pattern)`.',
    },
  ],
  ['^@', { shown: '^@', difference: 'is unknown to Spark', write: 'Write `startswith(text, start)`.' }],
  ['@>', { shown: '@>', difference: 'is unknown to Spark', write: 'Write `array_contains(array, item)`.' }],
  ['<@', { shown: '<@', difference: 'is unknown to Spark', write: 'Write `array_contains(array, item)`.' }],
  ['&&', { shown: '&&', difference: 'is unknown to Spark', write: 'Write `arrays_overlap(a, b)`.' }],
]);
