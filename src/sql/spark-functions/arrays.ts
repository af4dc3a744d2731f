import type { SparkTopic } from './types.ts';

/** `(a) AS [a], (a, b) AS [a, b], …`: macros have no variable number of arguments. */
const literals = Array.from({ length: 12 }, (_, n) => {
  const items = Array.from({ length: n + 1 }, (_, i) => `a${i}`).join(', ');
  return `(${items}) AS [${items}]`;
}).join(', ');

export const arrays: SparkTopic = {
  title: 'Arrays',
  functions: [
    {
      name: 'array',
      qualified: true,
      macro: literals,
      note: 'The one way to write an array that both read; up to 12 items.',
      examples: [
        'builtin.array(1, 2, NULL)',
        "builtin.array('a')",
        'builtin.array(builtin.array(1), builtin.array(2, 3))',
      ],
    },
    {
      name: 'array_repeat',
      macro: '(x, n) AS list_transform(range(n), lambda i: x)',
      examples: [
        "(SELECT sum(size(array_repeat(x, n))) FROM (VALUES ('a', 2), (NULL, 1)) AS t(x, n))",
        "array_repeat('a', 2)",
        'array_repeat(1, 0)',
        'array_repeat(CAST(NULL AS INT), 2)',
      ],
    },
    {
      name: 'sequence',
      macro: `(a DATE, b DATE) AS list_transform(generate_series(0, abs(b - a)), lambda i: a + CAST(i AS INTEGER) * CASE WHEN a <= b THEN 1 ELSE -1 END),
        (a, b) AS CASE WHEN a <= b THEN generate_series(a, b) ELSE generate_series(a, b, -1) END,
        (a, b, step) AS generate_series(a, b, step)`,
      note: 'With a step: numbers only.',
      examples: [
        '(SELECT sum(size(sequence(a, b))) FROM (VALUES (1, 3), (5, 2), (NULL, 1)) AS t(a, b))',
        "(SELECT max(size(sequence(a, b))) FROM (VALUES (DATE '2024-01-01', DATE '2024-01-03')) AS t(a, b))",
        'sequence(1, 4)',
        'sequence(3, 1)',
        'sequence(2, 2)',
        'sequence(0, 10, 4)',
        'sequence(5, 1, -2)',
        "sequence(DATE '2024-02-28', DATE '2024-03-01')",
        "sequence(DATE '2024-03-01', DATE '2024-02-28')",
        'sequence(1, CAST(NULL AS INT))',
      ],
    },
    {
      name: 'size',
      macro: '(x) AS len(x)',
      note: 'Of arrays. The size of a map: `cardinality(m)`.',
      examples: [
        'size(builtin.array(1, NULL))',
        'size(sequence(1, 3))',
        "size(split(CAST(NULL AS STRING), ','))",
      ],
    },
    {
      name: 'array_size',
      macro: '(l) AS len(l)',
      examples: ['array_size(builtin.array(1, NULL))', "array_size(split(CAST(NULL AS STRING), ','))"],
    },
    {
      name: 'get',
      macro: '(l, i) AS CASE WHEN i >= 0 THEN l[i + 1] END',
      note: 'Counts from 0. NULL outside.',
      examples: [
        '(SELECT sum(get(builtin.array(10, 20), i)) FROM (VALUES (0), (1), (7), (NULL)) AS t(i))',
        'get(builtin.array(1, 2), 0)',
        'get(builtin.array(1, 2), 2)',
        'get(builtin.array(1, 2), -1)',
      ],
    },
    {
      name: 'try_element_at',
      macro: '(x, i) AS x[i]',
      note: 'Counts from 1, or from the end with -1. NULL outside. Also of maps, by key.',
      examples: [
        '(SELECT sum(try_element_at(builtin.array(a, b), i)) FROM (VALUES (1, 2, -1), (3, 4, 1), (5, 6, 9)) AS t(a, b, i))',
        'try_element_at(builtin.array(1, 2), 1)',
        'try_element_at(builtin.array(1, 2), -1)',
        'try_element_at(builtin.array(1, 2), 5)',
        "try_element_at(builtin.map('a', 1, 'b', 2), 'b')",
        "try_element_at(builtin.map('a', 1, 'b', 2), 'x')",
      ],
    },
    {
      name: 'array_contains',
      qualified: true,
      macro:
        '(l, x) AS CASE WHEN x IS NULL THEN NULL WHEN list_contains(l, x) THEN true WHEN len(list_filter(l, lambda y: y IS NULL)) > 0 THEN NULL ELSE list_contains(l, x) END',
      note: 'What is not found among NULLs is NULL on Spark, false on DuckDB.',
      examples: [
        '(SELECT count(builtin.array_contains(builtin.array(a, b), 2)) FROM (VALUES (1, 2), (3, NULL), (4, 4)) AS t(a, b))',
        'builtin.array_contains(builtin.array(1, 2), 2)',
        'builtin.array_contains(builtin.array(1, NULL), 2)',
        'builtin.array_contains(builtin.array(1, NULL), 1)',
        'builtin.array_contains(builtin.array(1, 2), 3)',
        "builtin.array_contains(split(CAST(NULL AS STRING), ','), 'a')",
        'array_contains(builtin.array(1, 2), 2)',
      ],
    },
    {
      name: 'array_position',
      qualified: true,
      macro: '(l, x) AS CASE WHEN l IS NULL OR x IS NULL THEN NULL ELSE coalesce(list_position(l, x), 0) END',
      note: '0 for what is not there on Spark, NULL on DuckDB.',
      examples: [
        'builtin.array_position(builtin.array(5, 6), 6)',
        'builtin.array_position(builtin.array(5, 6), 7)',
        'array_position(builtin.array(5, 6), 6)',
      ],
    },
    {
      name: 'array_join',
      macro:
        '(l, separator) AS array_to_string(l, separator), (l, separator, missing) AS array_to_string(list_transform(l, lambda x: coalesce(CAST(x AS VARCHAR), missing)), separator)',
      examples: [
        "array_join(builtin.array('a', NULL, 'c'), '-')",
        "array_join(builtin.array('a', NULL, 'c'), '-', '?')",
        "array_join(split('a', ','), '-')",
        "array_join(split(CAST(NULL AS STRING), ','), '-')",
      ],
    },
    {
      name: 'array_max',
      macro: '(l) AS list_max(l)',
      examples: [
        'array_max(builtin.array(1, 3, NULL))',
        "array_max(builtin.array('a', 'B'))",
        'array_max(builtin.array(CAST(NULL AS INT)))',
      ],
    },
    {
      name: 'array_min',
      macro: '(l) AS list_min(l)',
      examples: ['array_min(builtin.array(1, 3, NULL))', "array_min(builtin.array('a', 'B'))"],
    },
    {
      name: 'array_sort',
      macro:
        "(l) AS list_sort(l, 'ASC', 'NULLS LAST'), (l, a) AS list_sort(l, a || ''), (l, a, b) AS list_sort(l, a || '', b || '')",
      note: 'With one argument. NULLs last.',
      examples: ['array_sort(builtin.array(2, NULL, 1))', "array_sort(builtin.array('b', 'B', 'a', 'é'))"],
    },
    {
      name: 'sort_array',
      macro:
        "(l) AS list_sort(l, 'ASC', 'NULLS FIRST'), (l, up) AS CASE WHEN up THEN list_sort(l, 'ASC', 'NULLS FIRST') ELSE list_sort(l, 'DESC', 'NULLS LAST') END",
      note: 'NULLs count as smallest.',
      examples: ['sort_array(builtin.array(2, NULL, 1))', 'sort_array(builtin.array(2, NULL, 1), false)'],
    },
    {
      name: 'array_distinct',
      qualified: true,
      macro:
        '(l) AS list_transform(list_filter(list_zip(l, range(len(l))), lambda p: len(list_filter(l[:p[2]], lambda y: y IS NOT DISTINCT FROM p[1])) = 0), lambda p: p[1])',
      note: 'Keeps order and NULL on Spark; DuckDB’s own loses both.',
      examples: [
        '(SELECT max(size(builtin.array_distinct(builtin.array(a, b, a)))) FROM (VALUES (1, 2), (3, NULL), (4, 4)) AS t(a, b))',
        'builtin.array_distinct(builtin.array(3, 1, 3, NULL, NULL, 1))',
        "builtin.array_distinct(split('b,a,b', ','))",
      ],
    },
    {
      name: 'array_compact',
      macro: '(l) AS list_filter(l, lambda x: x IS NOT NULL)',
      examples: ['array_compact(builtin.array(1, NULL, 2))', 'array_compact(builtin.array(1))'],
    },
    {
      name: 'array_remove',
      macro: '(l, x) AS CASE WHEN x IS NULL THEN NULL ELSE list_filter(l, lambda y: y IS NULL OR y <> x) END',
      examples: [
        'array_remove(builtin.array(1, 2, 1, NULL), 1)',
        'array_remove(builtin.array(1), CAST(NULL AS INT))',
      ],
    },
    {
      name: 'array_prepend',
      qualified: true,
      macro: '(l, x) AS CASE WHEN l IS NULL THEN NULL ELSE list_prepend(x, l) END',
      note: 'The array comes first on Spark, last on DuckDB.',
      examples: ['builtin.array_prepend(builtin.array(1), 0)'],
    },
    {
      name: 'array_append',
      qualified: true,
      macro: '(l, x) AS CASE WHEN l IS NULL THEN NULL ELSE list_append(l, x) END',
      note: 'NULL stays NULL on Spark; DuckDB’s own makes an array of it.',
      examples: [
        'builtin.array_append(builtin.array(1), 2)',
        "builtin.array_append(split(CAST(NULL AS STRING), ','), 'a')",
        'array_append(builtin.array(1), 2)',
      ],
    },
    {
      name: 'array_union',
      macro: '(a, b) AS builtin.array_distinct(list_concat(a, b))',
      examples: ['array_union(builtin.array(2, 1), builtin.array(1, 3, NULL))'],
    },
    {
      name: 'array_except',
      macro:
        '(a, b) AS builtin.array_distinct(list_filter(a, lambda x: len(list_filter(b, lambda y: y IS NOT DISTINCT FROM x)) = 0))',
      examples: [
        '(SELECT max(size(array_except(builtin.array(a, b), builtin.array(b)))) FROM (VALUES (1, 2), (3, NULL)) AS t(a, b))',
        'array_except(builtin.array(3, 1, 2, 3, NULL), builtin.array(1))',
      ],
    },
    {
      name: 'array_intersect',
      qualified: true,
      macro:
        '(a, b) AS builtin.array_distinct(list_filter(a, lambda x: len(list_filter(b, lambda y: y IS NOT DISTINCT FROM x)) > 0))',
      note: 'In the order of the first on Spark; in any order on DuckDB.',
      examples: ['builtin.array_intersect(builtin.array(3, 1, 2, 3, NULL), builtin.array(2, 3, NULL))'],
    },
    {
      name: 'arrays_overlap',
      macro: `(a, b) AS CASE WHEN list_has_any(a, b) THEN true
        WHEN len(a) > 0 AND len(b) > 0 AND len(list_filter(list_concat(a, b), lambda x: x IS NULL)) > 0 THEN NULL ELSE list_has_any(a, b) END`,
      examples: [
        'arrays_overlap(builtin.array(1, 2), builtin.array(2))',
        'arrays_overlap(builtin.array(1), builtin.array(2))',
        'arrays_overlap(builtin.array(1, NULL), builtin.array(2))',
      ],
    },
    {
      name: 'slice',
      macro:
        "(l, start, n) AS CASE WHEN start > 0 THEN list_slice(l, start, start + n - 1) WHEN start < 0 THEN list_slice(l, len(l) + start + 1, len(l) + start + n) ELSE error('The start of slice counts from 1.') END",
      examples: [
        '(SELECT max(size(slice(builtin.array(a, b, a), s, 2))) FROM (VALUES (1, 2, -1), (3, 4, 2)) AS t(a, b, s))',
        'slice(builtin.array(1, 2, 3, 4), 2, 2)',
        'slice(builtin.array(1, 2, 3), -2, 2)',
        'slice(builtin.array(1, 2), 1, 9)',
        'slice(builtin.array(1, 2), 2, 0)',
        'slice(builtin.array(1, 2), 0, 1)',
      ],
    },
    { name: 'flatten', examples: ['flatten(builtin.array(builtin.array(1), builtin.array(2, NULL)))'] },
    {
      name: 'explode',
      macro: '(l) AS unnest(l)',
      note: 'In the SELECT list, of arrays. Rows with an empty array or NULL vanish on both.',
      examples: [
        '(SELECT count(*) FROM (SELECT explode(builtin.array(1, NULL, 3)) AS x) AS t)',
        "(SELECT count(*) FROM (SELECT explode(split(CAST(NULL AS STRING), ',')) AS x) AS t)",
      ],
    },
    {
      name: 'filter',
      note: 'With a lambda of one argument: `x -> …`.',
      examples: ['filter(builtin.array(1, NULL, 3), x -> x > 1)', "filter(split('a,,b', ','), x -> x <> '')"],
    },
  ],
};
