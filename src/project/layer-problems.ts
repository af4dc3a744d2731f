import type { Problem } from '../kernel/index.ts';
import { laterLayer } from './problems.ts';
import { layers, type Table } from './types.ts';

/**
 * Warns of inputs from a later layer than the table's own. Not called while a project is loaded:
 * whoever knows the real inputs, declared and inferred, asks once for all of them.
 */
export function layerProblems(table: Table, inputs: readonly Table[]): Problem[] {
  const rank = ({ layer }: Table): number => layers.indexOf(layer);
  return inputs
    .filter((input) => rank(input) > rank(table))
    .map((input) =>
      laterLayer(
        { table: table.name, layer: table.layer, input: input.name, inputLayer: input.layer },
        table.dependsOnAt ?? table.at,
      ),
    );
}
