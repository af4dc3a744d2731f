import { sparkHome } from '../../test/spark/spark-home.ts';
import type { Surroundings } from './examples.ts';

/** What `headrace spark setup` makes, for examples; made when it is not there. */
export async function openDocsSpark(): Promise<Surroundings> {
  const { path } = await sparkHome();
  return {
    kind: 'spark',
    variables: { HEADRACE_SPARK_HOME: path },
    ordinary: (output) => output.replaceAll(path, '~/.cache/headrace/spark'),
  };
}
