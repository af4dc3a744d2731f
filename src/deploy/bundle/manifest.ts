import type { Compiled } from '../../plan/index.ts';
import type { Project, Table } from '../../project/index.ts';
import type { BundlePipeline } from './pipelines-of.ts';
import type { Placement } from './place-tables.ts';

/**
 * What the task selects from, as a Python module: one line for each table, so that a change is one line too.
 */
export function manifestText({ project }: Compiled, pipelines: readonly BundlePipeline[]): string {
  const pipelineOf = new Map(pipelines.flatMap(({ key, tables }) => tables.map((table) => [table, key])));
  const pipelineLines = pipelines.map(({ key, inputs }) => JSON.stringify({ key, after: inputs }));
  const tableLines = [...project.tables.values()].map((table) =>
    JSON.stringify({
      name: table.name,
      pipeline: pipelineOf.get(table.name),
      layer: table.layer,
      tags: table.tags,
      grants: grantsOf(project, table),
    }),
  );
  const list = (lines: readonly string[]): string => lines.map((line) => `        ${line},\n`).join('');
  return (
    `# ruff: noqa\nMANIFEST = {\n    "match": ${JSON.stringify(project.selection.match)},\n` +
    `    "pipelines": [\n${list(pipelineLines)}    ],\n    "tables": [\n${list(tableLines)}    ],\n}\n`
  );
}

/** Where tables are, according to a manifest that was written before. */
export function placementIn(manifest: string): Placement {
  const lines = manifest.matchAll(/^ +\{"name":("[^"]+"),"pipeline":("[^"]+"),/gm);
  return new Map([...lines].map(([, name = '', key = '']) => [name.slice(1, -1), key.slice(1, -1)]));
}

/** Principal -> privileges on a table, as the platform's interface names them. */
function grantsOf({ grants }: Project, table: Table): Record<string, string[]> {
  const merged: Record<string, Set<string>> = {};
  for (const privileges of [grants.all, grants.byLayer[table.layer] ?? {}, table.grants]) {
    for (const [principal, names] of Object.entries(privileges)) {
      const all = merged[principal] ?? new Set();
      merged[principal] = all;
      for (const name of names) all.add(privilegeName(name));
    }
  }
  return Object.fromEntries(
    Object.keys(merged)
      .sort()
      .map((principal) => [principal, [...(merged[principal] ?? [])].sort()]),
  );
}

/** `all privileges` -> `ALL_PRIVILEGES`. */
export function privilegeName(text: string): string {
  return text.trim().toUpperCase().replace(/\s+/g, '_');
}
