import * as z from 'zod';
import { typeMistake } from './column-type.ts';
import { expectation } from './expectation.ts';
import { type EngineName, fileFormats } from './types.ts';

export const oneOrMore = z
  .union([z.string(), z.array(z.string())])
  .register(expectation, { words: 'text or a list of texts' });

/** An optional key that names one or more things; `what` is its description. */
export const oneOrMoreNames = (what: string) =>
  oneOrMore.optional().describe(`${what} A list, or a text with names separated by commas.`);

/** A number, or the text of one: what `${var:x}` leaves behind. */
export const wholeNumber = z
  .union([z.int().min(1), z.string().regex(/^[1-9][0-9]*$/)])
  .meta({
    anyOf: [
      { type: 'integer', minimum: 1 },
      { type: 'string', pattern: '^([1-9][0-9]*|\\$\\{.*\\})$' },
    ],
  })
  .register(expectation, { words: 'a whole number, 1 or more' });

const engineOptions = (engine: EngineName) =>
  z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
    .optional()
    .describe(`Options that go to the reader of ${engine} as they are; they win over all others.`);

/** Marks an issue about a column type, which is told with what is wrong in it. */
export const columnTypeIssue = 'column-type';

const columnType = z
  .string()
  .refine((type) => typeMistake(type) === undefined, { params: { problem: columnTypeIssue } });

const fileKeys = {
  path: oneOrMore.describe(
    'Files, globs or folders (one or a list): relative to the project, absolute, s3://… or https://….',
  ),
  columns: z
    .record(z.string(), columnType)
    .optional()
    .describe(
      'Column name: type (bigint, double, string, boolean, date, timestamp, decimal(10,2), array<string>, …). ' +
        'Left out, types are inferred once and written to schemas/<table>.yml.',
    ),
  header: z.boolean().optional().describe('Whether the first line of a CSV file holds the column names.'),
  delimiter: z.string().optional().describe('What separates the values of a CSV file.'),
  quote: z.string().optional().describe('The character around values that hold the delimiter.'),
  escape: z.string().optional().describe('The character before a quote inside a quoted value.'),
  null: z.union([z.string(), z.number()]).optional().describe('The text that stands for NULL.'),
  encoding: z.string().optional().describe('The encoding of the files, e.g. utf-8 or latin-1.'),
  date_format: z.string().optional().describe('How dates are written, e.g. yyyy-MM-dd.'),
  timestamp_format: z.string().optional().describe('How timestamps are written, e.g. yyyy-MM-dd HH:mm:ss.'),
  options: z
    .strictObject({
      duckdb: engineOptions('duckdb'),
      spark: engineOptions('spark'),
      databricks: engineOptions('databricks'),
    })
    .optional()
    .describe("Options of one engine's own reader, for what the neutral keys do not say."),
};

const fileSource = z.strictObject({
  type: z.enum(fileFormats).describe('The format of the raw files.'),
  ...fileKeys,
});

const longFileSource = z.strictObject({
  type: z.literal('files').describe('Raw files, with the format said apart.'),
  format: z.enum(fileFormats).describe('The format of the raw files.'),
  ...fileKeys,
});

const undecidedSource = z.looseObject({
  type: z.literal('TBD').describe('Still to be decided; such a table cannot run yet.'),
});

export const sourceSchema = z
  .discriminatedUnion('type', [fileSource, longFileSource, undecidedSource])
  .register(expectation, { words: 'a mapping such as {type: csv, path: data/*.csv}' });

/** What `source:` holds, once it is well-formed. */
export type SourceConfig = z.output<typeof sourceSchema>;
export type FileSourceConfig = z.output<typeof fileSource> | z.output<typeof longFileSource>;

/** Whether a source says anything but that it is undecided. */
export function isFileSource(source: SourceConfig): source is FileSourceConfig {
  return source.type !== 'TBD';
}

/** Source types that other versions or tools know: a name, not a typing error. */
export const laterSourceTypes: ReadonlySet<string> = new Set(
  `avro azure bigquery cloudfiles delta excel gcs http https iceberg jdbc kafka kinesis mongodb mysql orc
   oracle postgres postgresql redshift rest s3 salesforce sftp snowflake sqlite sqlserver table xml`
    .trim()
    .split(/\s+/),
);
