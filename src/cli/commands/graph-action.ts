import { type Compiled, type Graph, levels, subgraph } from '../../plan/index.ts';
import { layers } from '../../project/index.ts';
import { openProject, selectTables } from '../open-project.ts';
import type { CommonOptions, SelectionOptions } from '../options.ts';
import { styleFor } from '../report/style.ts';

type Options = CommonOptions & SelectionOptions & { format?: 'text' | 'mermaid' | 'json' };

export async function graph(names: readonly string[], options: Options): Promise<void> {
  const compiled = await openProject(options);
  const picked = subgraph(compiled.graph, selectTables(compiled, names, options));
  const format = options.format ?? (options.json ? 'json' : 'text');
  const render = { text: asText, mermaid: asMermaid, json: asJson }[format];
  process.stdout.write(`${render(compiled, picked)}\n`);
}

function asText(_compiled: Compiled, picked: Graph): string {
  const style = styleFor(process.stdout);
  return levels(picked)
    .map((names, level) => {
      const lines = names.map((name) => {
        const inputs = picked.inputs.get(name) ?? [];
        return `  ${name}${inputs.length > 0 ? style.dim(` ← ${inputs.join(', ')}`) : ''}`;
      });
      return [style.bold(`level ${level}`), ...lines].join('\n');
    })
    .join('\n');
}

/** Source: https://mermaid.js.org/syntax/flowchart.html */
function asMermaid({ tables }: Compiled, picked: Graph): string {
  const lines = ['flowchart LR'];
  for (const layer of layers) {
    const members = [...picked.inputs.keys()].filter((name) => tables.get(name)?.table.layer === layer);
    if (members.length === 0) continue;
    lines.push(`  subgraph ${layer}`, ...members.map((name) => `    ${node(name)}[${name}]`), '  end');
  }
  for (const [name, inputs] of picked.inputs) {
    for (const input of inputs) {
      const stream = tables.get(name)?.streams.includes(input);
      lines.push(`  ${node(input)} ${stream ? '-. stream .->' : '-->'} ${node(name)}`);
    }
  }
  return lines.join('\n');
}

/** A prefix keeps table names such as `end` from being read as keywords. */
function node(name: string): string {
  return `t_${name}`;
}

function asJson({ tables }: Compiled, picked: Graph): string {
  const nodes = [...picked.inputs.keys()].map((name) => {
    const table = tables.get(name)?.table;
    return { name, layer: table?.layer, kind: table?.kind, tags: table?.tags };
  });
  const edges = [...picked.inputs].flatMap(([to, inputs]) =>
    inputs.map((from) => ({ from, to, stream: tables.get(to)?.streams.includes(from) ?? false })),
  );
  return JSON.stringify({ nodes, edges, levels: levels(picked) }, null, 2);
}
