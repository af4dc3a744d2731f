import type { SparkTopic } from './types.ts';

const numbers = '(VALUES (1), (2), (NULL), (4)) AS t(x)';
const none = '(SELECT 1 AS x WHERE 1 = 0) AS t';
const flags = '(VALUES (true), (false), (NULL)) AS t(x)';
const pairs = "(VALUES ('a', 1), ('b', 3), ('c', NULL), (NULL, 2)) AS t(x, y)";
const points = '(VALUES (1e0, 2e0), (2e0, 3e0), (4e0, 9e0)) AS t(x, y)';

export const aggregates: SparkTopic = {
  title: 'Aggregates',
  functions: [
    {
      name: 'count',
      examples: [
        `(SELECT count(*) FROM ${numbers})`,
        `(SELECT count(x) FROM ${numbers})`,
        `(SELECT count(DISTINCT x) FROM ${numbers})`,
      ],
    },
    {
      name: 'sum',
      examples: [
        `(SELECT sum(x) FROM ${numbers})`,
        `(SELECT sum(x) FROM ${none})`,
        '(SELECT sum(x) FROM (VALUES (1.5), (2.25)) AS t(x))',
      ],
    },
    {
      name: 'avg',
      note: 'Of decimals: a decimal on Spark, a double on DuckDB.',
      examples: [`(SELECT avg(x) FROM ${numbers})`, `(SELECT avg(x) FROM ${none})`],
    },
    { name: 'mean', note: 'As `avg`.', examples: [`(SELECT mean(x) FROM ${numbers})`] },
    {
      name: 'min',
      examples: [
        `(SELECT min(x) FROM ${numbers})`,
        "(SELECT min(x) FROM (VALUES ('b'), ('B'), ('é')) AS t(x))",
      ],
    },
    {
      name: 'max',
      examples: [
        `(SELECT max(x) FROM ${numbers})`,
        "(SELECT max(x) FROM (VALUES (CAST('NaN' AS DOUBLE)), (1e0)) AS t(x))",
      ],
    },
    {
      name: 'count_if',
      qualified: true,
      macro: '(x) AS coalesce(system.main.count_if(x), 0)',
      note: 'Of no rows: 0 on Spark, NULL on DuckDB. `count(*) FILTER (WHERE …)` is the same on both.',
      examples: [
        `(SELECT count_if(x > 1) FROM ${numbers})`,
        `(SELECT builtin.count_if(x > 1) FROM ${none})`,
        `(SELECT count(*) FILTER (WHERE x > 1) FROM ${none})`,
      ],
    },
    { name: 'bool_and', examples: [`(SELECT bool_and(x) FROM ${flags})`] },
    { name: 'bool_or', examples: [`(SELECT bool_or(x) FROM ${flags})`] },
    { name: 'every', macro: '(x) AS bool_and(x)', examples: [`(SELECT every(x) FROM ${flags})`] },
    {
      name: 'collect_list',
      macro: '(x) AS coalesce(list(x) FILTER (x IS NOT NULL), [])',
      note: 'In any order, without NULLs: sort it. No DISTINCT, FILTER or OVER. `array_agg` keeps NULLs on DuckDB.',
      examples: [
        `(SELECT array_sort(collect_list(x)) FROM ${numbers})`,
        `(SELECT collect_list(x) FROM ${none})`,
      ],
    },
    {
      name: 'collect_set',
      macro: '(x) AS coalesce(list(DISTINCT x) FILTER (x IS NOT NULL), [])',
      note: 'As `collect_list`.',
      examples: [
        "(SELECT array_sort(collect_set(x)) FROM (VALUES ('b'), ('a'), (NULL), ('b')) AS t(x))",
        `(SELECT collect_set(x) FROM ${none})`,
      ],
    },
    {
      name: 'array_agg',
      note: 'With `FILTER (WHERE x IS NOT NULL)`: NULLs are left out on Spark, kept on DuckDB. Of no rows: empty, or NULL.',
      examples: [
        `(SELECT array_sort(array_agg(x) FILTER (WHERE x IS NOT NULL)) FROM ${numbers})`,
        `(SELECT array_sort(array_agg(DISTINCT x) FILTER (WHERE x > 1)) FROM ${numbers})`,
      ],
    },
    {
      name: 'string_agg',
      note: 'With a separator. In any order.',
      examples: ["(SELECT length(string_agg(x, ', ')) FROM (VALUES ('a'), (NULL), ('b')) AS t(x))"],
    },
    {
      name: 'max_by',
      qualified: true,
      macro: '(x, y) AS arg_max_null(x, y)',
      note: 'Which of equals is taken is open. DuckDB’s own passes over rows whose first value is NULL.',
      examples: [
        `(SELECT max_by(x, y) FROM ${pairs})`,
        `(SELECT builtin.max_by(x, y) FROM ${pairs})`,
        "(SELECT builtin.max_by(x, y) FROM (VALUES ('a', 1), (NULL, 2), ('c', NULL)) AS t(x, y))",
      ],
    },
    {
      name: 'min_by',
      qualified: true,
      macro: '(x, y) AS arg_min_null(x, y)',
      note: 'As `max_by`.',
      examples: [
        `(SELECT min_by(x, y) FROM ${pairs})`,
        "(SELECT builtin.min_by(x, y) FROM (VALUES ('a', 2), (NULL, 1), ('c', NULL)) AS t(x, y))",
      ],
    },
    {
      name: 'median',
      examples: [`(SELECT median(x) FROM ${numbers})`, '(SELECT median(x) FROM (VALUES (1), (2)) AS t(x))'],
    },
    {
      name: 'percentile',
      macro: '(x, p) AS quantile_cont(CAST(x AS DOUBLE), p)',
      examples: [`(SELECT percentile(x, 0.25) FROM ${numbers})`, `(SELECT percentile(x, 1) FROM ${numbers})`],
    },
    {
      name: 'stddev',
      note: 'Of one row: NULL on both. Last digits may differ.',
      examples: [
        '(SELECT stddev(x) FROM (VALUES (1), (3)) AS t(x))',
        '(SELECT stddev(x) FROM (VALUES (1)) AS t(x))',
      ],
    },
    { name: 'stddev_samp', examples: ['(SELECT stddev_samp(x) FROM (VALUES (1), (3)) AS t(x))'] },
    { name: 'stddev_pop', examples: ['(SELECT stddev_pop(x) FROM (VALUES (1), (3)) AS t(x))'] },
    { name: 'variance', examples: ['(SELECT variance(x) FROM (VALUES (1), (3)) AS t(x))'] },
    { name: 'var_samp', examples: ['(SELECT var_samp(x) FROM (VALUES (1), (3)) AS t(x))'] },
    { name: 'var_pop', examples: ['(SELECT var_pop(x) FROM (VALUES (1), (3)) AS t(x))'] },
    { name: 'corr', examples: [`(SELECT round(corr(x, y), 9) FROM ${points})`] },
    { name: 'covar_pop', examples: [`(SELECT round(covar_pop(x, y), 9) FROM ${points})`] },
    { name: 'covar_samp', examples: [`(SELECT round(covar_samp(x, y), 9) FROM ${points})`] },
    { name: 'bit_and', examples: ['(SELECT bit_and(x) FROM (VALUES (7), (3)) AS t(x))'] },
    { name: 'bit_xor', examples: ['(SELECT bit_xor(x) FROM (VALUES (4), (1)) AS t(x))'] },
    { name: 'bit_or', examples: ['(SELECT bit_or(x) FROM (VALUES (4), (1)) AS t(x))'] },
  ],
};
