import type { UpdateStore } from './update-store.ts';

/** Tables that stand in the catalog because an update has built them, each once. */
export function builtTables(
  updates: UpdateStore,
): readonly { readonly full_name: string; readonly table_type: string; readonly pipeline_id: string }[] {
  const built = updates
    .all()
    .flatMap((update) =>
      updates
        .steps(update)
        .flatMap(({ event: { table, status } }) =>
          table === undefined || status !== 'COMPLETED'
            ? []
            : [{ full_name: table, table_type: 'MATERIALIZED_VIEW', pipeline_id: update.pipeline.id }],
        ),
    );
  return [...new Map(built.map((table) => [table.full_name, table])).values()].filter(
    ({ full_name }) => full_name.split('.').length === 3,
  );
}
