import { count, grouped } from '../../kernel/index.ts';
import { subgraph, topologicalOrder } from '../../plan/index.ts';
import { openState, statePaths } from '../../state/index.ts';
import { hasWarehouse, openWarehouse, type TableVersion } from '../../warehouse/index.ts';
import { openProject, selectTables } from '../open-project.ts';
import type { CommonOptions, SelectionOptions } from '../options.ts';
import { styleFor } from '../report/style.ts';
import { textTable } from '../report/table.ts';
import { ago } from '../report/time.ts';

export async function list(
  names: readonly string[],
  options: CommonOptions & SelectionOptions,
): Promise<void> {
  const compiled = await openProject(options);
  const selected = selectTables(compiled, names, options);
  const built = versions(compiled.project.root);
  const tables = topologicalOrder(subgraph(compiled.graph, selected)).flatMap((name) => {
    const found = compiled.tables.get(name);
    return found ? [{ ...found, version: built.get(name) }] : [];
  });
  if (options.json) {
    const result = tables.map(({ table, inputs, version }) => ({
      name: table.name,
      layer: table.layer,
      kind: table.kind,
      tags: table.tags,
      inputs,
      comment: table.comment,
      rows: version?.rows,
      published_at: version && new Date(version.publishedAt).toISOString(),
    }));
    process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
    return;
  }
  const style = styleFor(process.stdout);
  const rows = tables.map(({ table, inputs, version }) => [
    table.name,
    table.layer,
    table.kind,
    table.tags.join(' '),
    inputs.join(' '),
    version ? grouped(version.rows) : '',
    version ? ago(Date.now() - version.publishedAt) : 'never',
  ]);
  const head = ['TABLE', 'LAYER', 'KIND', 'TAGS', 'READS', 'ROWS', 'BUILT'].map(style.dim);
  process.stdout.write(`${textTable(head, rows, [5])}\n${style.dim(count(rows.length, 'table'))}\n`);
}

function versions(root: string): Map<string, TableVersion> {
  const paths = statePaths(root);
  if (!hasWarehouse(paths)) return new Map();
  const db = openState(root);
  try {
    return new Map(
      openWarehouse(db, paths)
        .heads()
        .map((head) => [head.name, head]),
    );
  } finally {
    db.close();
  }
}
