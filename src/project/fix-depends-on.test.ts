import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { withDependsOn } from './fix-depends-on.ts';

describe('withDependsOn', () => {
  test.each([
    [
      'adds the key after the tags',
      '- name: a\n  tags: [x] # why\n\n  layer: gold\n',
      ['b'],
      '- name: a\n  tags: [x] # why\n  depends_on: [b]\n\n  layer: gold\n',
    ],
    [
      'adds the key after a list of tags',
      '-   name: a\n    tags:\n    - x\n    # end\n-   name: z\n',
      ['b', 'c'],
      '-   name: a\n    tags:\n    - x\n    depends_on: [b, c]\n    # end\n-   name: z\n',
    ],
    [
      'adds the key to a table in braces',
      '- {name: a, layer: gold, comment: "}"}\n',
      ['b'],
      '- {name: a, layer: gold, depends_on: [b], comment: "}"}\n',
    ],
    ['adds the key at the end of the text', '- name: a', ['b'], '- name: a\n  depends_on: [b]'],
    [
      'fills in an empty key',
      '- name: a\n  depends_on:  # later\n',
      ['b'],
      '- name: a\n  depends_on: [b]  # later\n',
    ],
    [
      'replaces a list in brackets',
      '- name: a\n  depends_on: [ x,\n    y ] # c\n',
      ['b', 'c'],
      '- name: a\n  depends_on: [ b, c ] # c\n',
    ],
    ['replaces a text', '- name: a\n  depends_on: "x, y" # c\n', ['b'], '- name: a\n  depends_on: [b] # c\n'],
    [
      'keeps the lines that stay',
      "- name: a\n  depends_on:\n    # first\n    - 'b' # kept\n    - x\n    # last\n    - c\n",
      ['b', 'c', 'd'],
      "- name: a\n  depends_on:\n    # first\n    - 'b' # kept\n    # last\n    - c\n    - d\n",
    ],
    [
      'empties a list',
      '- name: a\n  depends_on: # c\n    - x\n  layer: gold\n',
      [],
      '- name: a\n  depends_on: [] # c\n  layer: gold\n',
    ],
    [
      'replaces all lines',
      '- name: a\n  depends_on:\n  - x\n  - y\n',
      ['b'],
      '- name: a\n  depends_on: [b]\n',
    ],
    [
      'quotes what YAML would read as something else',
      '- name: a\n  depends_on: [x]\n',
      ['null', 'b'],
      '- name: a\n  depends_on: ["null", b]\n',
    ],
    [
      'replaces lines of text',
      '- name: a\n  depends_on: | # why\n    x,\n    y\n\n  # next\n  layer: gold\n',
      ['b'],
      '- name: a\n  depends_on: [b] # why\n\n  # next\n  layer: gold\n',
    ],
    [
      'replaces folded text at the end of the text',
      '- name: a\n  depends_on: >-2\n    x,\n    y',
      ['b'],
      '- name: a\n  depends_on: [b]',
    ],
    [
      'replaces text over several lines',
      '- name: a\n  depends_on: "x,\n    y" # c\n  layer: gold\n',
      [],
      '- name: a\n  depends_on: [] # c\n  layer: gold\n',
    ],
    [
      'adds the key after lines of text',
      '- layer: gold\n  name: >-\n    a\n\n  comment: c\n',
      ['b'],
      '- layer: gold\n  depends_on: [b]\n  name: >-\n    a\n\n  comment: c\n',
    ],
    [
      'adds the key after a name of several lines',
      '- name: >-\n    a\n\n  # c\n  comment: c\n',
      ['b'],
      '- name: >-\n    a\n  depends_on: [b]\n\n  # c\n  comment: c\n',
    ],
    [
      'drops items of several lines and aliases',
      '- comment: &c x\n  name: a\n  depends_on:\n    - >-\n      y\n    - b # kept\n    - *c\n    - "z\n      z"\n  # end\n',
      ['b', 'c'],
      '- comment: &c x\n  name: a\n  depends_on:\n    - b # kept\n    - c\n  # end\n',
    ],
    [
      'replaces an alias',
      '- name: z\n  depends_on: &d [x]\n- name: a\n  depends_on: *d # c\n',
      ['b'],
      '- name: z\n  depends_on: &d [x]\n- name: a\n  depends_on: [b] # c\n',
    ],
    [
      'fills in an empty key in braces',
      '- {name: a, depends_on: , layer: gold}\n',
      ['b'],
      '- {name: a, depends_on: [b] , layer: gold}\n',
    ],
    ['replaces null', '- name: a\n  depends_on: ~\n', ['b'], '- name: a\n  depends_on: [b]\n'],
    [
      'takes any indentation',
      '-      name: a\n       depends_on:\n             - x\n             - b\n       layer: gold\n',
      ['b', 'c'],
      '-      name: a\n       depends_on:\n             - b\n             - c\n       layer: gold\n',
    ],
    [
      'overrides what is merged in',
      '- &d\n  name: z\n  depends_on: [x]\n- <<: *d\n  name: a\n',
      ['b'],
      '- &d\n  name: z\n  depends_on: [x]\n- <<: *d\n  name: a\n  depends_on: [b]\n',
    ],
  ])('%s', (_what, tables, inputs, expected) => {
    const before = '# head\ntables:\n';
    expect(withDependsOn(before + tables, 'a', inputs)).toBe(before + expected);
    const windows = (text: string): string => text.replaceAll('\n', '\r\n');
    expect(withDependsOn(windows(before + tables), 'a', inputs)).toBe(windows(before + expected));
    const marked = `\uFEFF${before}`;
    expect(withDependsOn(marked + tables, 'a', inputs)).toBe(marked + expected);
  });

  test.each([
    [
      'an alias',
      'x: {base: &t {name: a, layer: gold, depends_on: [x]}}\ntables:\n  - *t # c\n',
      'x: {base: &t {name: a, layer: gold, depends_on: [x]}}\ntables:\n  - {<<: *t, depends_on: [b]} # c\n',
    ],
    [
      'a merge',
      'x: &t\n  name: a\n  layer: gold\ntables:\n  - <<: *t # c\n  - name: z\n',
      'x: &t\n  name: a\n  layer: gold\ntables:\n  - <<: *t # c\n    depends_on: [b]\n  - name: z\n',
    ],
    [
      'a merge in braces',
      'x: &t {name: a}\ntables: [{<<: *t}, {name: z}]\n',
      'x: &t {name: a}\ntables: [{<<: *t, depends_on: [b]}, {name: z}]\n',
    ],
    [
      'several merges of several tables',
      'x: &t {layer: gold}\ny: &n {name: a}\ntables:\n- {<<: *t, name: z}\n- <<: [*t, *n]\n',
      'x: &t {layer: gold}\ny: &n {name: a}\ntables:\n- {<<: *t, name: z}\n- <<: [*t, *n]\n  depends_on: [b]\n',
    ],
    [
      'the alias of a name',
      'x: &n a\ntables:\n- name: *n\n',
      'x: &n a\ntables:\n- name: *n\n  depends_on: [b]\n',
    ],
    [
      'a variable',
      'vars: {n: a}\ntables:\n- name: "${var:m}"\n- name: ${var:n}\ntargets: {dev: {vars: {m: z}}}\n',
      'vars: {n: a}\ntables:\n- name: "${var:m}"\n- name: ${var:n}\n  depends_on: [b]\ntargets: {dev: {vars: {m: z}}}\n',
    ],
    [
      'a variable of a target',
      'tables:\n- name: ${var:n}\ntargets: {dev: {vars: {n: z}}, prod: {vars: {n: a}}}\n',
      'tables:\n- name: ${var:n}\n  depends_on: [b]\ntargets: {dev: {vars: {n: z}}, prod: {vars: {n: a}}}\n',
    ],
    [
      'what only the environment knows, when no other table can be meant',
      'tables:\n- name: ${env:N}a\n- name: ${env:N}z\n',
      'tables:\n- name: ${env:N}a\n  depends_on: [b]\n- name: ${env:N}z\n',
    ],
    [
      'its own name, also where others might resolve to it',
      'tables:\n- name: ${env:N}\n- name: a\n',
      'tables:\n- name: ${env:N}\n- name: a\n  depends_on: [b]\n',
    ],
  ])('finds a table by %s', (_what, before, after) => {
    expect(withDependsOn(before, 'a', ['b'])).toBe(after);
    expect(withDependsOn(after, 'a', ['b'])).toBe(after);
  });

  test.each([
    ['there is no such table', 'tables: []'],
    ['there are no tables', 'a: 1'],
    ['it is no mapping', '- a'],
    ['it is no YAML', 'tables: ['],
    ['two tables have the name', 'tables:\n- name: a\n- name: a\n'],
    ['two tables may have the name', 'tables:\n- name: ${env:X}\n- name: ${env:Y}\n'],
    [
      'its own list is used elsewhere',
      'tables:\n- {name: a, depends_on: &d [x]}\n- {name: z, depends_on: *d}\n',
    ],
    ['the whole table is used elsewhere', 'tables:\n- &t {name: a}\n- {<<: *t, name: z}\n'],
    ['an item is used elsewhere', 'tables:\n- name: a\n  depends_on:\n  - &x x\n- {name: *x}\n'],
    ['the key is written twice', 'tables:\n- name: a\n  depends_on: [x]\n  depends_on: [y]\n'],
    ['the list has an anchor before its lines', 'tables:\n- name: a\n  depends_on: &d\n  - x\n'],
    ['it would lose comments', 'tables:\n- name: a\n  depends_on: [x, # why\n    y]\n'],
    ['it would write out a reference', 'tables:\n- name: a\n  depends_on: ["${var:p}_x"]\n'],
    ['the key has no colon', 'tables: [{depends_on, name: a}]\n'],
    ['the list is no list', 'tables:\n- name: a\n  depends_on:\n    x: y\n'],
    ['its bullets stand alone', 'tables:\n- name: a\n  depends_on:\n  -\n    x\n'],
    ['the tables are merged in', 'x: &x {tables: [{name: a}]}\n<<: *x\n'],
  ])('leaves it to people when %s', (_what, text) => {
    expect(withDependsOn(text, 'a', ['b'])).toBeUndefined();
  });

  test('fixes many tables one after the other', () => {
    let text: string | undefined = 'tables:\n- name: a\n- name: b\n  depends_on: [x]\n- name: c\n';
    for (const table of ['a', 'b', 'c']) text = text && withDependsOn(text, table, ['d']);
    expect(parse(text ?? '').tables).toEqual(['a', 'b', 'c'].map((name) => ({ name, depends_on: ['d'] })));
  });

  test('whatever the file looks like, the list becomes right and all other lines survive', () => {
    const name = fc.constantFrom('orders', 'customers', 'sales', 'true', 'a_b', 'x1');
    const names = fc.uniqueArray(name);
    const comment = fc.constantFrom('', ' # why', ' # "a: b"');
    const written = fc.oneof(
      fc
        .tuple(names, comment)
        .map(([list, end]) => `    depends_on: [${list.map(quoted).join(', ')}]${end}\n`),
      fc
        .tuple(fc.uniqueArray(name, { minLength: 1 }), comment, fc.constantFrom('', '  '))
        .map(
          ([list, end, indent]) =>
            `    depends_on:${end}\n${list.map((item) => `    ${indent}- ${quoted(item)}${end}\n`).join('')}`,
        ),
      fc.constantFrom('', '    depends_on:\n', '    depends_on: sales\n'),
      fc
        .tuple(names, comment, fc.constantFrom('|', '>-', '|+', '>2'))
        .map(([list, end, style]) => `    depends_on: ${style}${end}\n      - ${list.join(',\n      - ')}\n`),
    );
    const other = fc.constantFrom(
      '    tags: [x, "y"]\n',
      '    tags:\n      - x # t\n',
      '    # note\n',
      '\n',
      '    comment: >-\n      long\n\n      text\n',
    );
    fc.assert(
      fc.property(
        fc.array(other, { maxLength: 1 }),
        written,
        fc.array(other, { maxLength: 1 }),
        names,
        (head, key, tail, inputs) => {
          // A key only once.
          if (head[0]?.includes(':') && tail[0]?.slice(0, 9) === head[0].slice(0, 9)) return;
          const before = `tables:\n  - name: first # 1\n    depends_on: [sales]\n  - name: table_x\n${head.join('')}`;
          const after = `${tail.join('')}  - name: last\n    depends_on:\n      - first\n\n# end`;
          const result = withDependsOn(before + key + after, 'table_x', inputs) ?? '';
          const table = parse(result).tables[1];
          expect(new Set(table.depends_on)).toEqual(new Set(inputs));
          expect(table.depends_on).toHaveLength(inputs.length);
          const untouched = (text: string): string[] =>
            text.split('\n').filter((line) => !/depends_on|^\s+- /.test(line) || /name:|# t$/.test(line));
          expect(untouched(result)).toEqual(untouched(before + key + after));
          expect(result.endsWith('depends_on:\n      - first\n\n# end')).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
  });
});

function quoted(name: string): string {
  return name === 'true' ? '"true"' : name;
}
