import { expect, it } from 'vitest';
import { remedyFor } from './diagnose.ts';

const context = { source: 'osipi', connection: 'osipi_connection' };

it.each([
  ['Connection type HTTP is not supported', /must be of type COMMUNITY/],
  ['No LakeflowConnect class found in osipi.py', /Say with `code` where it is/],
  ["ModuleNotFoundError: No module named 'databricks.labs.community_connector'", /Say with `code`/],
  ["Connection 'osipi_connection' does not exist", /Is "osipi_connection" the connection's name\?/],
  ['PERMISSION_DENIED: User does not have USE CONNECTION', /lacks a permission: USE CONNECTION/],
  ['[SCHEMA_NOT_FOUND] The schema `osipi`.`bronze` cannot be found', /Make the catalog and schema/],
  ["Table 'pi_pionts' not found in the pipeline spec", /Names are those of the source/],
  ['HTTP 401 Unauthorized', /refuses the credentials of the connection/],
  ['HTTP 429 Too Many Requests', /plan with fewer pipelines/],
  ['option "window" is not in the allow list', /does not let an option of a table through/],
])('knows what helps against: %s', (message, remedy) => {
  expect(remedyFor(message, context)).toMatch(remedy);
});

it.each(['Something nobody has seen', 'division by zero in row 4290', 'the table was not written in time'])(
  'claims nothing of: %s',
  (message) => {
    expect(remedyFor(message, context)).toBeUndefined();
  },
);
