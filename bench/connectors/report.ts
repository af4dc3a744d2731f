import type { Machine } from '../shared/machine.ts';
import { bullets, duration, machineLine, table } from '../shared/markdown.ts';
import { type Chain, type Step, steps } from './chain.ts';

export interface Results {
  readonly chains: readonly Chain[];
  readonly machine: Machine;
  readonly repository: string;
  /** What of the repository was measured. */
  readonly revision: string | undefined;
}

export function markdown({ chains, machine, repository, revision }: Results): string {
  const working = chains.filter(({ failure }) => failure === undefined);
  const failed = chains.filter(({ failure }) => failure !== undefined);
  const tables = working.reduce((sum, { types }) => sum + types.length, 0);
  const slowest = Math.max(...working.map(total));
  const widest = Math.max(...working.map(({ gap = 0 }) => gap));
  return `# Real connectors, from folder to bundle

Written by \`npm run bench:connectors -- --checkout PATH\` on ${new Date().toISOString().slice(0, 10)}. Each connector of [the public repository](${repository})${revision ? ` (${revision})` : ''} goes through \`headrace connectors discover\`, \`plan\`, \`generate --emit-jobs\` and \`validate\`, four whole commands in an empty folder, without network and without credentials.

**${working.length} of ${chains.length} work** (at least 15 were wanted), ${tables} tables in all; the slowest takes ${duration(slowest)}, the widest certified gap is ${share(widest)}.

${bullets([
  'Types: how many tables are snapshot, append, cdc, cdc_with_deletes or unknown, as the connector itself says.',
  'Groups: those that discover suggests, as the original toolkit groups. The plan then has one pipeline for each eight tables, and at least one for each type.',
  "Gap: how far the longest pipeline can at most be from the best that is possible, the worst of the plan's classes. Nobody knows what a table costs, so costs are made up: log-normal, median one minute, sigma 1, seeded by the connector's name.",
  'Sound: validate compiles every ingest file with Python, reads its tables back, and compares them and databricks.yml with the list.',
  `${machineLine(machine)}; Node ${machine.node}, Python ${machine.python ?? 'absent'}`,
])}

${table(
  ['connector', 'tables', 'types', 'groups', 'pipelines', 'gap', 'time', 'outcome'],
  chains.map((chain) => [
    chain.name,
    chain.failure?.step === 'discover' ? '' : `${chain.types.length}`,
    typesOf(chain),
    chain.groups > 0 ? `${chain.groups}` : '',
    chain.pipelines > 0 ? `${chain.pipelines}` : '',
    chain.gap === undefined ? '' : share(chain.gap),
    duration(total(chain)),
    chain.failure ? `${chain.failure.step}: ${chain.failure.code}` : 'sound',
  ]),
)}

Medians of the steps: ${steps.map((step) => `${step} ${duration(median(working, step))}`).join(', ')}.
${failed.length > 0 ? `\n## Those that do not\n\n${bullets(failed.map(reason))}\n` : ''}`;
}

function reason({ name, failure }: Chain): string {
  return `${name}, ${failure?.step}: ${failure?.message}`;
}

function typesOf({ types }: Chain): string {
  return [...Map.groupBy(types, (type) => type)]
    .sort(([a, some], [b, others]) => others.length - some.length || (a < b ? -1 : 1))
    .map(([type, members]) => `${members.length} ${type}`)
    .join(', ');
}

function total({ seconds }: Chain): number {
  return [...seconds.values()].reduce((sum, each) => sum + each, 0);
}

function median(chains: readonly Chain[], step: Step): number {
  const sorted = chains.map(({ seconds }) => seconds.get(step) ?? Number.NaN).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function share(gap: number): string {
  return gap === 0 ? '0, proven' : `${(gap * 100).toFixed(3)} %`;
}
