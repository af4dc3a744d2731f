import type { SparkTopic } from './types.ts';

export const conditionals: SparkTopic = {
  title: 'Conditions and NULL',
  functions: [
    { name: 'coalesce', examples: ['coalesce(NULL, 2, 3)', "coalesce(CAST(NULL AS STRING), '')"] },
    { name: 'nullif', examples: ['nullif(1, 1)', 'nullif(1, 2)', "nullif('', '')", 'nullif(NULL, 1)'] },
    { name: 'ifnull', examples: ['ifnull(NULL, 1)', 'ifnull(2, 1)'] },
    { name: 'nvl', macro: '(a, b) AS coalesce(a, b)', examples: ['nvl(NULL, 1)', "nvl('a', 'b')"] },
    {
      name: 'nvl2',
      macro: '(x, a, b) AS CASE WHEN x IS NULL THEN b ELSE a END',
      examples: ["nvl2(1, 'a', 'b')", "nvl2(NULL, 'a', 'b')"],
    },
    { name: 'if', examples: ["if(true, 'a', 'b')", "if(1 > 2, 'a', 'b')", "if(NULL, 'a', 'b')"] },
    {
      name: 'isnotnull',
      note: '`x IS NOT NULL` reads better.',
      macro: '(x) AS x IS NOT NULL',
      examples: ['isnotnull(1)', 'isnotnull(NULL)'],
    },
    {
      name: 'equal_null',
      macro: '(a, b) AS a IS NOT DISTINCT FROM b',
      note: 'Instead of the operator `<=>`; `IS NOT DISTINCT FROM` is the same on both.',
      examples: ['equal_null(1, 1)', 'equal_null(NULL, NULL)', 'equal_null(1, NULL)', "equal_null('a', 'b')"],
    },
    {
      name: 'greatest',
      examples: ['greatest(1, NULL, 3)', "greatest('a', 'B')", 'greatest(NULL, CAST(NULL AS INT))'],
    },
    { name: 'least', examples: ['least(3, NULL, 1)', "least('a', 'B')", 'least(1.5, 2)'] },
    { name: 'nullifzero', macro: '(x) AS nullif(x, 0)', examples: ['nullifzero(0)', 'nullifzero(3)'] },
    { name: 'zeroifnull', macro: '(x) AS coalesce(x, 0)', examples: ['zeroifnull(NULL)', 'zeroifnull(3)'] },
  ],
};
