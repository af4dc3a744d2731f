import type { Location } from '../kernel/index.ts';
import { buildSource } from './build-source.ts';
import type { WrittenTable } from './check-config.ts';
import { namesOf, textValues } from './lists.ts';
import type { YamlFile } from './read-yaml.ts';
import type { Kind, Source, Table, Transformation } from './types.ts';

/** A table that still lacks its transformation. */
export type TableDraft = Omit<Table, 'transformation'>;

/** A table of the configuration with its defaults and places. */
export function draftTable({ index, config }: WrittenTable, file: YamlFile): TableDraft {
  const path = ['tables', index];
  const place = (key: string): Location => file.keyAt([...path, key]) ?? file.at(path);
  const source =
    config.source && buildSource(config.source, file.valueAt([...path, 'source']), place('source'));
  return {
    name: config.name,
    layer: config.layer,
    tags: namesOf(config.tags),
    kind: config.kind ?? defaultKind(config.layer, source),
    declaredInputs: config.depends_on === undefined ? undefined : namesOf(config.depends_on),
    source,
    comment: config.comment,
    partitionBy: namesOf(config.partition_by),
    clusterBy: namesOf(config.cluster_by),
    properties: textValues(config.properties),
    grants: Object.fromEntries(
      Object.entries(config.grants ?? {}).map(([principal, privileges]) => [principal, namesOf(privileges)]),
    ),
    refresh: config.refresh,
    onChangedFile: config.on_changed_file ?? 'error',
    at: file.at([...path, 'name']),
    dependsOnAt: config.depends_on === undefined ? undefined : place('depends_on'),
  };
}

export function completeTable(draft: TableDraft, transformation: Transformation): Table {
  return Object.freeze({ ...draft, transformation });
}

/** Raw files only ever grow by new ones; what is computed from tables is computed as a whole. */
function defaultKind(layer: Table['layer'], source: Source | undefined): Kind {
  return layer === 'bronze' && source?.type === 'files' ? 'streaming_table' : 'materialized_view';
}
