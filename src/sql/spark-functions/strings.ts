import type { SparkTopic } from './types.ts';

export const strings: SparkTopic = {
  title: 'Text',
  functions: [
    {
      name: 'upper',
      note: 'Letters that grow: `upper("ß")` is `SS` on Spark, `ẞ` on DuckDB.',
      examples: ["upper('aé1')", "upper('')", 'upper(CAST(NULL AS STRING))'],
    },
    {
      name: 'lower',
      note: '`lower("İ")` keeps its dot on Spark only.',
      examples: ["lower('AÉ1')", "lower('')", 'lower(CAST(NULL AS STRING))'],
    },
    { name: 'ucase', note: 'As `upper`.', examples: ["ucase('aé')", 'ucase(CAST(NULL AS STRING))'] },
    { name: 'lcase', note: 'As `lower`.', examples: ["lcase('AÉ')", 'lcase(CAST(NULL AS STRING))'] },
    {
      name: 'initcap',
      macro:
        "(s) AS array_to_string(list_transform(string_split(lower(s), ' '), lambda w: upper(w[1]) || w[2:]), ' ')",
      examples: [
        "(SELECT max(initcap(s)) FROM (VALUES ('new york'), (NULL)) AS t(s))",
        "initcap('élan VITAL x')",
        "initcap('a-b  c')",
        "initcap('')",
        'initcap(CAST(NULL AS STRING))',
      ],
    },
    {
      name: 'length',
      examples: ["length('héllo')", "length('😀')", "length('')", 'length(CAST(NULL AS STRING))'],
    },
    { name: 'char_length', macro: '(s) AS length(s)', examples: ["char_length('😀é')", "char_length('')"] },
    { name: 'character_length', macro: '(s) AS length(s)', examples: ["character_length('😀é')"] },
    { name: 'len', examples: ["len('abc')", "len('')"] },
    {
      name: 'trim',
      note: 'Removes spaces only, on both. Other characters: `TRIM(BOTH "x" FROM s)`.',
      examples: [
        "trim('  a b  ')",
        "trim('')",
        "trim(BOTH 'xy' FROM 'xyaxy')",
        "trim(LEADING '0' FROM '007')",
        'trim(CAST(NULL AS STRING))',
      ],
    },
    { name: 'ltrim', examples: ["ltrim('  a ')", "ltrim('   ')", 'ltrim(CAST(NULL AS STRING))'] },
    { name: 'rtrim', examples: ["rtrim('  a ')", "rtrim('   ')", 'rtrim(CAST(NULL AS STRING))'] },
    {
      name: 'btrim',
      macro: '(s) AS trim(s), (s, x) AS trim(s, x)',
      examples: ["btrim(' a ')", "btrim('xax', 'x')"],
    },
    {
      name: 'lpad',
      macro: "(s, n) AS system.main.lpad(s, n, ' '), (s, n, p) AS system.main.lpad(s, n, p)",
      examples: [
        "lpad('7', 3, '0')",
        "lpad('abcd', 2, 'x')",
        "lpad('é', 3)",
        "lpad('a', 0, 'x')",
        "lpad(NULL, 3, 'x')",
      ],
    },
    {
      name: 'rpad',
      macro: "(s, n) AS system.main.rpad(s, n, ' '), (s, n, p) AS system.main.rpad(s, n, p)",
      examples: ["rpad('7', 3, 'ab')", "rpad('abcd', 2, 'x')", "rpad('é', 3)", "rpad('a', 0, 'x')"],
    },
    {
      name: 'repeat',
      examples: ["repeat('ab', 3)", "repeat('a', 0)", "repeat('a', -1)", 'repeat(CAST(NULL AS STRING), 2)'],
    },
    { name: 'space', macro: "(n) AS repeat(' ', n)", examples: ['space(3)', 'space(0)'] },
    {
      name: 'replace',
      macro: "(s, a) AS system.main.replace(s, a, ''), (s, a, b) AS system.main.replace(s, a, b)",
      examples: [
        "replace('aXbX', 'X', 'é')",
        "replace('aXbX', 'X')",
        "replace('abc', '', 'x')",
        "replace('abc', 'x', CAST(NULL AS STRING))",
      ],
    },
    {
      name: 'translate',
      examples: ["translate('abcba', 'ab', 'x')", "translate('añb', 'ñ', 'n')", "translate('abc', '', '')"],
    },
    {
      name: 'reverse',
      macro: '(s VARCHAR) AS system.main.reverse(s), (l) AS list_reverse(l)',
      examples: ["reverse('aé😀')", "reverse('')", 'reverse(builtin.array(1, 2, NULL))'],
    },
    { name: 'ascii', examples: ["ascii('a')", "ascii('ä')", "ascii('')", 'ascii(CAST(NULL AS STRING))'] },
    { name: 'chr', note: 'Equal up to 255.', examples: ['chr(65)', 'chr(228)'] },
    {
      name: 'instr',
      examples: [
        "instr('abcabc', 'ca')",
        "instr('abc', 'x')",
        "instr('é😀x', 'x')",
        "instr('abc', '')",
        "instr(NULL, 'a')",
      ],
    },
    {
      name: 'position',
      note: 'Write `position("x" IN s)`.',
      examples: ["position('c' IN 'abc')", "position('x' IN 'abc')"],
    },
    {
      name: 'locate',
      macro: `(x, s) AS instr(s, x),
        (x, s, start) AS CASE WHEN start <= 0 THEN 0 WHEN instr(s[start:], x) = 0 THEN 0 ELSE instr(s[start:], x) + start - 1 END`,
      examples: [
        "(SELECT sum(locate(x, s, p)) FROM (VALUES ('b', 'abcb', 3), ('z', 'abc', 1), (NULL, 'a', 1)) AS t(x, s, p))",
        "locate('b', 'abcb')",
        "locate('b', 'abcb', 3)",
        "locate('b', 'abcb', 0)",
        "locate('x', 'abc')",
        "locate('b', NULL)",
      ],
    },
    {
      name: 'contains',
      examples: ["contains('abc', 'b')", "contains('abc', '')", "contains(NULL, 'a')", "contains('aé', 'é')"],
    },
    {
      name: 'startswith',
      macro: '(s, x) AS starts_with(s, x)',
      examples: ["startswith('abc', 'ab')", "startswith('abc', '')", "startswith('abc', NULL)"],
    },
    {
      name: 'endswith',
      macro: '(s, x) AS ends_with(s, x)',
      examples: ["endswith('abc', 'bc')", "endswith('abc', '')", "endswith(NULL, 'a')"],
    },
    {
      name: 'concat',
      qualified: true,
      macro:
        '(a, b) AS a || b, (a, b, c) AS a || b || c, (a, b, c, d) AS a || b || c || d, (a, b, c, d, e) AS a || b || c || d || e, (a, b, c, d, e, f) AS a || b || c || d || e || f',
      note: 'NULL makes the whole NULL on Spark; DuckDB’s own leaves NULLs out. `||` is the same on both.',
      examples: [
        "builtin.concat('a', 'b')",
        "builtin.concat('a', CAST(NULL AS STRING), 'c')",
        'builtin.concat(builtin.array(1), builtin.array(2, 3))',
      ],
    },
    {
      name: 'concat_ws',
      note: 'For texts. Join an array with `array_join`.',
      examples: [
        "concat_ws('-', 'a', 'b')",
        "concat_ws('-', 'a', NULL, 'c')",
        "concat_ws('-', NULL, NULL)",
        "concat_ws(NULL, 'a')",
      ],
    },
    {
      name: 'substring',
      note: 'Positions count from 1. Start 0 differs; negative ones count from the end on both.',
      examples: [
        "substring('héllo', 2)",
        "substring('héllo', 2, 3)",
        "substring('abc', -2)",
        "substring('abc', 2, 0)",
        "substring('abc', 9)",
        'substring(NULL, 1, 2)',
      ],
    },
    { name: 'substr', note: 'As `substring`.', examples: ["substr('héllo', 2, 3)", "substr('abc', -2)"] },
    {
      name: 'left',
      note: 'With lengths from 0 up.',
      examples: ["left('héllo', 2)", "left('a', 5)", "left('a', 0)", 'left(NULL, 2)'],
    },
    {
      name: 'right',
      note: 'With lengths from 0 up.',
      examples: ["right('héllo', 4)", "right('a', 5)", "right('a', 0)", 'right(NULL, 2)'],
    },
    {
      name: 'split_part',
      note: 'Parts count from 1, or from the end with -1.',
      examples: [
        "split_part('a,b,c', ',', 2)",
        "split_part('a,b,c', ',', -1)",
        "split_part('a,b,c', ',', 9)",
        "split_part('a.b', '.', 2)",
        "split_part(NULL, ',', 1)",
      ],
    },
    {
      name: 'substring_index',
      macro: `(s, d, n) AS CASE WHEN n > 0 THEN array_to_string(string_split(s, d)[:n], d)
        WHEN n < 0 THEN array_to_string(string_split(s, d)[n:], d) ELSE '' END`,
      examples: [
        "(SELECT max(substring_index(s, '.', n)) FROM (VALUES ('a.b.c', 2), ('x', -1)) AS t(s, n))",
        "substring_index('www.a.org', '.', 2)",
        "substring_index('www.a.org', '.', -2)",
        "substring_index('www.a.org', '.', 0)",
        "substring_index('www.a.org', 'x', 1)",
        "substring_index('a.b', '.', -9)",
      ],
    },
    {
      name: 'split',
      qualified: true,
      macro: '(s, pattern) AS regexp_split_to_array(s, pattern)',
      note: 'Splits by a pattern on Spark, by a plain text on DuckDB. Equal where the separator holds no sign of patterns.',
      examples: [
        "(SELECT max(size(split(s, ','))) FROM (VALUES ('a,b'), (''), (NULL)) AS t(s))",
        "split('a,b,,c', ',')",
        "split('a, b', ', ')",
        "split('', ',')",
        "split(CAST(NULL AS STRING), ',')",
        "builtin.split('a1b22c', '[0-9]+')",
        "builtin.split('a.b', '[.]')",
        "builtin.split('a,', ',')",
      ],
    },
    {
      name: 'regexp_replace',
      qualified: true,
      macro: `(s, pattern, replacement) AS system.main.regexp_replace(s, pattern, system.main.regexp_replace(replacement, '\\$([0-9])', '\\\\\\1', 'g'), 'g')`,
      note: 'Spark replaces all matches; DuckDB’s own only the first. Groups in the replacement are `$1` to `$9`.',
      examples: [
        "builtin.regexp_replace('a1b22', '[0-9]+', '#')",
        "builtin.regexp_replace('abc', 'x', 'y')",
        "builtin.regexp_replace('2024-01-02', '([0-9]+)-([0-9]+)', '$2/$1')",
        "builtin.regexp_replace('ÄäA', '[äÄ]', '')",
        "builtin.regexp_replace(NULL, 'a', 'b')",
      ],
    },
    {
      name: 'regexp_extract',
      qualified: true,
      macro:
        '(s, pattern) AS system.main.regexp_extract(s, pattern, 1), (s, pattern, n) AS system.main.regexp_extract(s, pattern, n)',
      note: 'Without a number Spark gives the first group, DuckDB’s own the whole match. With a number they are equal.',
      examples: [
        "regexp_extract('a12b', '([0-9])([0-9])', 2)",
        "regexp_extract('a12b', '[0-9]+', 0)",
        "regexp_extract('abc', '([0-9])', 1)",
        "builtin.regexp_extract('a12b', '([0-9]+)b')",
        "regexp_extract(NULL, 'a', 0)",
      ],
    },
    {
      name: 'regexp_extract_all',
      qualified: true,
      macro:
        '(s, pattern) AS system.main.regexp_extract_all(s, pattern, 1), (s, pattern, n) AS system.main.regexp_extract_all(s, pattern, n)',
      note: 'As `regexp_extract`.',
      examples: [
        "regexp_extract_all('a1b22', '[0-9]+', 0)",
        "regexp_extract_all('a=1,b=2', '([a-z])=([0-9])', 2)",
        "regexp_extract_all('abc', '[0-9]', 0)",
        "builtin.regexp_extract_all('a1b22', '([0-9])')",
      ],
    },
    {
      name: 'regexp_like',
      macro: '(s, pattern) AS regexp_matches(s, pattern)',
      examples: [
        "regexp_like('abc', 'B')",
        "regexp_like('abc', '^a.c$')",
        "regexp_like('', '')",
        "regexp_like(NULL, 'a')",
      ],
    },
    {
      name: 'rlike',
      macro: '(s, pattern) AS regexp_matches(s, pattern)',
      note: 'As a function; DuckDB has no operator RLIKE.',
      examples: ["rlike('abc', 'b')", "rlike('abc', '^b')"],
    },
    {
      name: 'levenshtein',
      examples: ["levenshtein('kitten', 'sitting')", "levenshtein('', 'abc')", "levenshtein(NULL, 'a')"],
    },
    {
      name: 'base64',
      macro: '(s VARCHAR) AS system.main.base64(encode(s)), (b) AS system.main.base64(b)',
      examples: [
        "(SELECT max(base64(s)) FROM (VALUES ('é'), (NULL)) AS t(s))",
        "base64('abc')",
        "base64('ä😀')",
        "base64('')",
        'base64(CAST(NULL AS STRING))',
      ],
    },
    {
      name: 'unbase64',
      macro: '(s) AS from_base64(s)',
      examples: ["unbase64('YWJj')", "unbase64('')"],
    },
    { name: 'hex', examples: ["hex('aé')", 'hex(255)', "hex('')"] },
    { name: 'unhex', examples: ["unhex('6162')", 'unhex(CAST(NULL AS STRING))'] },
  ],
};
