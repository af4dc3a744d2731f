import { didYouMean, listing, problemType } from '../kernel/index.ts';

export const unknownTable = problemType<{ name: string; names: readonly string[] }>({
  code: 'HR-PLAN-001',
  severity: 'error',
  title: 'Unknown table in a selection',
  message: ({ name, names }) => `There is no table "${name}".${didYouMean(name, names)}`,
  hint: () => 'See all tables with `headrace list`.',
});

export const unknownTag = problemType<{ tag: string; tags: readonly string[] }>({
  code: 'HR-PLAN-002',
  severity: 'error',
  title: 'Unknown tag in a selection',
  message: ({ tag, tags }) => `No table has the tag "${tag}".${didYouMean(tag, tags)}`,
  hint: ({ tags }) => `Tags in this project: ${listing([...tags].sort(), 20)}.`,
});

export const unknownLayer = problemType<{ layer: string }>({
  code: 'HR-PLAN-003',
  severity: 'error',
  title: 'Unknown layer in a selection',
  message: ({ layer }) => `There is no layer "${layer}".${didYouMean(layer, ['bronze', 'silver', 'gold'])}`,
  hint: () => 'Layers are bronze, silver and gold.',
});

export const nothingSelected = problemType<{ request: string; match: 'all' | 'any' }>({
  code: 'HR-PLAN-004',
  severity: 'error',
  title: 'Nothing selected',
  message: ({ request }) => `No table matches: ${request}.`,
  hint: ({ match }) =>
    match === 'all'
      ? 'Options narrow together, and a table must have all tags named; `--match any` takes those with any of them.'
      : 'Options narrow together; leave one out to see more.',
});

export const cycle = problemType<{ tables: readonly string[] }>({
  code: 'HR-PLAN-005',
  severity: 'error',
  title: 'Cycle',
  message: ({ tables }) => {
    const path = [...tables, tables[0]];
    const shown =
      path.length <= 14 ? path : [...path.slice(0, 6), `… ${path.length - 12} more …`, ...path.slice(-6)];
    return tables.length === 1
      ? `Table "${tables[0]}" reads itself.`
      : `${tables.length} tables read each other in a cycle: ${shown.join(' → ')}.`;
  },
  hint: () => 'Take one of these inputs out, so that there is an order in which they can be built.',
});

export const syntaxError = problemType<{ message: string }>({
  code: 'HR-SQL-001',
  severity: 'error',
  title: 'SQL syntax',
  message: ({ message }) => `The SQL cannot be parsed. ${message}`,
  hint: () => 'A transformation is one SELECT; Headrace writes the statement around it.',
});

export const unknownRelation = problemType<{ name: string; names: readonly string[] }>({
  code: 'HR-SQL-002',
  severity: 'error',
  title: 'Unknown table in SQL',
  message: ({ name, names }) =>
    `The SQL reads "${name}", which is no table of this project.${didYouMean(name, names)}`,
  hint: ({ name }) =>
    name.toLowerCase() === 'stream'
      ? 'Write STREAM(name), with parentheses, to read only the new rows of a table.'
      : 'Inputs are named by their bare table names; see `headrace list`.',
});

export const qualifiedName = problemType<{ written: string; name: string }>({
  code: 'HR-SQL-003',
  severity: 'error',
  title: 'Qualified table name',
  message: ({ written }) => `The SQL names a table with its schema: ${written}.`,
  hint: ({ name }) =>
    `Write the bare name "${name}": catalog and schema come from the target, so that the same SQL runs everywhere.`,
});

export const sourceWithoutSource = problemType<{ table: string }>({
  code: 'HR-SQL-004',
  severity: 'error',
  title: 'No source',
  message: ({ table }) => `The SQL reads the relation "source", but table "${table}" has no source.`,
  hint: () => 'Give the table a `source:` in the configuration, or name another table.',
});

export const streamInView = problemType<{ table: string; input: string }>({
  code: 'HR-SQL-005',
  severity: 'error',
  title: 'STREAM in a materialized view',
  message: ({ table, input }) =>
    `"${table}" is a materialized view, which is computed from whole tables, but reads STREAM(${input}).`,
  hint: ({ input }) => `Set \`kind: streaming_table\`, or read ${input} without STREAM().`,
});

export const streamOfView = problemType<{ input: string }>({
  code: 'HR-SQL-006',
  severity: 'error',
  title: 'STREAM of a materialized view',
  message: ({ input }) =>
    `STREAM(${input}) asks for the new rows of "${input}", but that is a materialized view: it is replaced as a whole.`,
  hint: ({ input }) => `Read ${input} without STREAM(), or make it a streaming_table.`,
});

export const nothingStreams = problemType<{ table: string }>({
  code: 'HR-SQL-007',
  severity: 'error',
  title: 'Streaming table without a stream',
  message: ({ table }) =>
    `"${table}" is a streaming table, but reads neither its source nor any STREAM(name): it would never get a new row.`,
  hint: () => 'Read one input as STREAM(name), or set `kind: materialized_view`.',
});

export const readsOutside = problemType<{ table: string; name: string }>({
  code: 'HR-SQL-009',
  severity: 'error',
  title: 'SQL that reads from outside',
  message: ({ table, name }) =>
    `The SQL of "${table}" reads from outside the project with ${name}(…): when that changes, nobody would know.`,
  hint: () =>
    'Declare a bronze table with a `source:` for it, and read that; in the table with the source, it is the relation `source`.',
});

export const joinedStreams = problemType<{ table: string; inputs: readonly string[] }>({
  code: 'HR-SQL-010',
  severity: 'warning',
  title: 'Streams joined with each other',
  message: ({ table, inputs }) =>
    `"${table}" joins the new rows of several tables: ${listing(inputs.map((input) => `STREAM(${input})`))}.`,
  hint: () =>
    'Only rows that arrive in the same trigger would ever match. Read all but one of them without STREAM().',
});

export const wrongDependsOn = problemType<{
  table: string;
  missing: readonly string[];
  extra: readonly string[];
}>({
  code: 'HR-SQL-008',
  severity: 'error',
  title: 'depends_on differs from the SQL',
  message: ({ table, missing, extra }) => {
    const parts = [
      missing.length > 0 && `the SQL also reads ${listing(missing)}`,
      extra.length > 0 && `the SQL does not read ${listing(extra)}`,
    ].filter(Boolean);
    return `\`depends_on\` of "${table}" differs from its SQL: ${parts.join('; ')}.`;
  },
  hint: () =>
    'Run `headrace validate --fix` to write the list, or leave `depends_on` out: it is then read from the SQL.',
});
