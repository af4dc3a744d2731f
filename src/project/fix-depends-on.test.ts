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

  test('refuses a table that is not there', () => {
    expect(() => withDependsOn('tables: []', 'a', [])).toThrow('no table "a"');
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
          const result = withDependsOn(before + key + after, 'table_x', inputs);
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
