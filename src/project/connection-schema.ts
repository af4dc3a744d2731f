import * as z from 'zod';
import { expectation } from './expectation.ts';
import { literalSecretIssue } from './search-schema.ts';
import { isSecretReference } from './secrets.ts';
import { oneOrMore, wholeNumber } from './source-schema.ts';

const secret = (what: string) =>
  z
    .string()
    .refine(isSecretReference, { params: { problem: literalSecretIssue } })
    .meta({ pattern: '^\\$\\{(env|secret):[^{}]+\\}$' })
    .optional()
    .describe(`${what}: a reference, \${env:NAME} or \${secret:scope/key}; never the secret itself.`);

const caCert = z.string().optional().describe('File with the certificate of the authority to trust.');

const postgres = z.strictObject({
  type: z.literal('postgres').describe('A PostgreSQL database.'),
  url: z.string().optional().describe('postgres://user@host:5432/database, or a reference to it.'),
  host: z.string().optional().describe('Host name (default: localhost).'),
  port: wholeNumber.optional().describe('Port (default: 5432).'),
  database: z.string().optional().describe('Name of the database.'),
  user: z.string().optional().describe('Who reads.'),
  password: secret('The password'),
  ssl: z
    .enum(['disable', 'require', 'verify-full'])
    .optional()
    .describe(
      'Encryption: not at all, without checking the certificate, or with (default: as the URL says).',
    ),
  ca_cert: caCert,
});

const elasticsearch = z.strictObject({
  type: z.literal('elasticsearch').describe('An Elasticsearch cluster.'),
  url: oneOrMore.optional().describe('http://host:9200, one or several, or a reference to it.'),
  cloud_id: z.string().optional().describe('The id of a cluster in Elastic Cloud.'),
  api_key: secret('The API key'),
  username: z.string().optional().describe('User name, where no API key is used.'),
  password: secret('The password'),
  ca_cert: caCert,
});

const databricks = z.strictObject({
  type: z.literal('databricks').describe('A Databricks workspace, for tables that loads read.'),
  host: z.string().optional().describe('Its address, e.g. https://adb-123.4.azuredatabricks.net.'),
  profile: z.string().optional().describe('A profile of ~/.databrickscfg that says the rest.'),
  warehouse_id: z
    .string()
    .optional()
    .describe('The SQL warehouse that reads (default: DATABRICKS_WAREHOUSE_ID, or the only one).'),
  token: secret('A personal access token'),
  client_id: z.string().optional().describe('The application id of a service principal.'),
  client_secret: secret('The secret of the service principal'),
});

export const connectionSchema = z
  .discriminatedUnion('type', [postgres, elasticsearch, databricks])
  .register(expectation, { words: 'a mapping such as {type: postgres, url: "${env:DATABASE_URL}"}' });

export type ConnectionConfig = z.output<typeof connectionSchema>;
