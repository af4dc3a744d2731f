import { sparkProblems as s } from '../../src/engine/spark/index.ts';
import type { Problem } from '../../src/kernel/index.ts';

const place = (file: string, line: number, col: number) => ({ place: { file, line, col } });
const folder = '/home/ada/shop/.headrace/spark/dev';
const log = `${folder}/server.log`;

/** One of each problem of the spark engine, as a user might meet it. */
export const sparkExamples: readonly Problem[] = [
  s.sparkNotReady({ missing: ['Java (none)', 'Spark (nothing in /home/ada/.cache/headrace/spark)'] }),
  s.setupFailed({
    step: 'pip',
    reason: 'ERROR: No matching distribution found for pyspark[pipelines]==4.2.1',
  }),
  s.serverFailed({ reason: 'Error occurred during initialization of VM: Too small maximum heap', log }),
  s.selectRefused(
    {
      table: 'paid',
      message:
        'A column, variable, or function parameter with name `amuont` cannot be resolved. Did you mean one of the following? [`amount`, `order_id`, `customer`].',
    },
    place('transformations/silver/paid.sql', 2, 3),
  ),
  s.pythonFailed(
    {
      file: 'transformations/gold/customers.py',
      kind: 'ModuleNotFoundError',
      message: "No module named 'lib.names'",
    },
    place('transformations/gold/customers.py', 2, 1),
  ),
  s.otherDatasets(
    { table: 'customers', file: 'transformations/gold/customers.py', found: ['clients'] },
    place('transformations/gold/customers.py', 1, 1),
  ),
  s.otherKind(
    { table: 'readings', written: 'materialized_view', found: 'streaming_table' },
    place('config.yml', 7, 11),
  ),
  s.ignored({ what: 'expectation has a name (expect)' }, place('transformations/gold/customers.py', 6, 1)),
  s.tableFailed(
    { table: 'paid', message: 'The value \'n/a\' of the type "STRING" cannot be cast to "INT".' },
    place('transformations/silver/paid.sql', 2, 3),
  ),
  s.pathNotForSpark(
    { table: 'orders', path: 's3://landing/orders/*.csv', reason: 'it reads local files only' },
    place('config.yml', 8, 13),
  ),
  s.formatNotForSpark({ table: 'orders', key: 'date_format', value: '%d.%m.%Y' }, place('config.yml', 6, 5)),
  s.notReadAgain({ table: 'orders', files: ['data/orders/1.csv'] }, place('config.yml', 6, 5)),
  s.sparkEnded({ reason: "Spark's JVM was killed (signal 9).", log }),
  s.sparkRefused({ message: 'The checkpoint of a stream cannot be read.' }),
  s.catalogMoved({ folder, before: '/home/ada/old-shop/.headrace/spark/dev' }),
];
