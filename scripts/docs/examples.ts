import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir, userInfo } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Block, readBlocks } from './markdown.ts';

/**
 * How an example is marked: with an HTML comment on the line above its block.
 *
 *   run: shop                  `$ ` commands of a console block, in the folder `shop` (empty at first)
 *   run: shop from init        the same; at first `shop` is what `headrace init` makes
 *   run: shop from data        the same; only its raw files
 *   run: shop from servers     with a Postgres (DATABASE_URL, and a small `psql`) and an Elasticsearch (ELASTICSEARCH_URL)
 *   run: shop from workspace   with a fake Databricks workspace (DATABRICKS_HOST) and a stand-in for the `databricks` CLI
 *   run: shop from jobs        with a workspace that has jobs, a mail server, and a port for `headrace serve`
 *   run: shop from spark       where `headrace spark setup` was run
 *   file: a/b.sql in shop      the block is written to that file of the folder `shop`
 *   yaml: config               the block is a whole configuration
 *   yaml: table                the block is the rest of one table of a configuration
 *   yaml: source, yaml: vector the block is the `source:` of a table, the `vector:` of an index
 *   yaml: search               the block is the `search:` of a configuration
 *   sql: shop                  the block is a query over the tables of `shop`
 *   not run: why               looks like an example, but is not executed
 *
 * A command that ends in `& SERVER=$!` goes on behind the commands that follow; what it printed first is its output.
 * A block whose fence says `invalid` is wrong on purpose. Folders belong to one document; its blocks are executed from top to bottom. Output is compared with
 * what the document says, where `…` matches anything; see `sameOutput`.
 */
export type Marker =
  | { readonly kind: 'run' | 'sql'; readonly folder: string; readonly from?: string | undefined }
  | {
      readonly kind: 'file';
      readonly path: string;
      readonly folder: string;
      readonly from?: string | undefined;
    }
  | { readonly kind: 'yaml'; readonly what: YamlPart }
  | { readonly kind: 'not run'; readonly why: string };

const yamlParts = ['config', 'table', 'source', 'search', 'vector'] as const;
export type YamlPart = (typeof yamlParts)[number];

const origins = ['init', 'data', 'servers', 'workspace', 'jobs', 'spark'].join('|');
const runPattern = new RegExp(`^(run|sql): ([\\w-]+)(?: from (${origins}))?$`);
const filePattern = new RegExp(`^file: (\\S+) in ([\\w-]+)(?: from (${origins}))?$`);

/** Languages of blocks that look as if they could be executed. */
const executable = new Set([
  'console',
  'sh',
  'shell',
  'bash',
  'yaml',
  'yml',
  'sql',
  'ts',
  'typescript',
  'js',
]);

export function readMarker(block: Block): Marker | undefined {
  const text = block.marker ?? '';
  const place = runPattern.exec(text);
  if (place) {
    return { kind: place[1] === 'run' ? 'run' : 'sql', folder: place[2] ?? '', from: place[3] };
  }
  const file = filePattern.exec(text);
  if (file) return { kind: 'file', path: file[1] ?? '', folder: file[2] ?? '', from: file[3] };
  const what = yamlParts.find((part) => text === `yaml: ${part}`);
  if (what) return { kind: 'yaml', what };
  const why = /^not run: (.+)$/.exec(text)?.[1];
  return why === undefined ? undefined : { kind: 'not run', why };
}

/** Blocks that look executable and say nothing about it. */
export function unmarked(blocks: readonly Block[]): Block[] {
  return blocks.filter((block) => executable.has(block.language) && readMarker(block) === undefined);
}

const root = fileURLToPath(new URL('../..', import.meta.url));

/** What is built, unless the source has changed since. */
export function commandLine(): string {
  const [built, source] = [join(root, 'dist/bin.js'), join(root, 'src')];
  const newest = readdirSync(source, { recursive: true, encoding: 'utf8' })
    .map((file) => statSync(join(source, file)).mtimeMs)
    .reduce((a, b) => Math.max(a, b));
  const isCurrent = existsSync(built) && statSync(built).mtimeMs >= newest;
  return isCurrent ? built : join(source, 'bin.ts');
}

const surroundings = ['servers', 'workspace', 'jobs', 'spark'] as const;

/** What examples need around them. Databases, indexes and jobs in it are nobody else's. */
export interface Surroundings {
  readonly kind: (typeof surroundings)[number];
  readonly variables: Readonly<Record<string, string>>;
  /** What is executed for a command that is shown, where they differ. */
  typed?(line: string): string;
  /** The same output, with addresses as one expects them. */
  ordinary(output: string): string;
}

/** The folders of one document, in a temporary folder whose path holds a space. */
export class Workspace {
  readonly base: string;
  readonly surroundings: Surroundings | undefined;
  readonly #cwd = new Map<string, string>();
  readonly #path: string;
  /** Process ids of what goes on behind the commands. */
  readonly #servers: string[] = [];

  constructor(surroundings?: Surroundings) {
    this.surroundings = surroundings;
    this.base = mkdtempSync(join(tmpdir(), 'headrace docs '));
    const bin = join(this.base, '.bin');
    mkdirSync(bin);
    const programs = { headrace: commandLine(), psql: join(root, 'scripts', 'docs', 'psql.ts') };
    for (const [name, script] of Object.entries(programs)) {
      const command = join(bin, name);
      writeFileSync(command, `#!/bin/sh\nexec "${process.execPath}" "${script}" "$@"\n`);
      chmodSync(command, 0o755);
    }
    linkPackage(join(this.base, 'node_modules'));
    // Programs belong to this folder, whatever lies above it.
    writeFileSync(join(this.base, 'package.json'), '{"private": true, "type": "module"}');
    this.#path = `${bin}${delimiter}${dirname(process.execPath)}${delimiter}${process.env.PATH}`;
  }

  /** The folder of this name; made when it is met for the first time. */
  folder(name: string, from?: string): string {
    const folder = join(this.base, name);
    if (existsSync(folder)) return folder;
    mkdirSync(folder);
    if (from === 'init' || from === 'data') this.#execute('headrace init --quiet', folder);
    if (from === 'data')
      for (const part of ['config.yml', 'transformations']) rmSync(join(folder, part), { recursive: true });
    return folder;
  }

  write(folder: string, path: string, text: string): void {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${text}\n`);
  }

  /** Runs one command line; what it prints, both streams together, without the temporary folder. */
  command(name: string, line: string, from?: string): { output: string; status: number } {
    const start = this.folder(name, from);
    const cwd = this.#cwd.get(name) ?? start;
    const { output, status, endedIn } = this.#execute(line, cwd);
    this.#cwd.set(name, endedIn);
    return { output, status };
  }

  #execute(shown: string, cwd: string): { output: string; status: number; endedIn: string } {
    const line = inBackground(this.surroundings?.typed?.(shown) ?? shown);
    const script = `exec 2>&1\n${line}\nheadrace_status=$?\nprintf '\\036%s\\036%s' "$PWD" "$SERVER"\nexit $headrace_status`;
    const { stdout, status } = spawnSync('bash', ['-c', script], {
      cwd,
      encoding: 'utf8',
      env: {
        ...process.env,
        PATH: this.#path,
        NO_COLOR: '1',
        FORCE_COLOR: undefined,
        CI: undefined,
        ...nowhere,
        ...this.surroundings?.variables,
        SERVER: this.#servers.at(-1) ?? '',
      },
      // Spark takes its time on a busy machine.
      timeout: 300_000,
      input: '',
    });
    const [output = '', endedIn = cwd, server = ''] = stdout.split('\u001e');
    if (server !== '' && !this.#servers.includes(server)) this.#servers.push(server);
    const named = output.replaceAll(this.base, '…');
    const printed = anonymous(this.surroundings?.ordinary(named) ?? named);
    return { output: printed.trimEnd(), status: status ?? 1, endedIn };
  }

  remove(): void {
    for (const server of this.#servers) spawnSync('kill', ['-9', server]);
    rmSync(this.base, { recursive: true, force: true });
  }
}

/** A command that goes on behind those that follow: waited for until it has printed a line, or has ended. */
function inBackground(line: string): string {
  const command = /^(.*) & SERVER=\$!$/s.exec(line)?.[1];
  if (command === undefined) return line;
  return `headrace_log=$(mktemp)
${command} > "$headrace_log" 2>&1 & SERVER=$!
while [ ! -s "$headrace_log" ] && kill -0 $SERVER; do sleep 0.05; done
cat "$headrace_log"; rm "$headrace_log"`;
}

/** Makes what `commandLine` runs the package `headrace` for programs in examples. */
function linkPackage(modules: string): void {
  mkdirSync(modules);
  const headrace = join(modules, 'headrace');
  if (commandLine() === join(root, 'dist/bin.js')) {
    symlinkSync(root, headrace);
    return;
  }
  mkdirSync(headrace);
  symlinkSync(join(root, 'src'), join(headrace, 'src'));
  const rooms = ['search', 'durable'].map((room) => [`./${room}`, `./src/${room}/index.ts`]);
  const exported = { '.': './src/index.ts', ...Object.fromEntries(rooms) };
  writeFileSync(join(headrace, 'package.json'), JSON.stringify({ type: 'module', exports: exported }));
}

/** Whoever brings the documentation up to date does not stand in it. */
function anonymous(output: string): string {
  const { username } = userInfo();
  return output
    .replaceAll(`${username}@${hostname()}`, 'you@laptop')
    .replaceAll(
      new RegExp(`(?<= (?:batch|streaming) +)${username}(?= +headrace )`, 'g'),
      'you'.padEnd(username.length),
    );
}

/** The `$ ` commands of a console block, each with the output that is shown below it. */
function readCommands(block: Block): { command: string; output: string }[] {
  const commands: { command: string; output: string }[] = [];
  for (const line of block.text.split('\n')) {
    const last = commands.at(-1);
    if (line.startsWith('$ ')) commands.push({ command: line.slice(2), output: '' });
    else if (last?.output === '' && /^>( |$)/.test(line)) last.command += `\n${line.slice(2)}`;
    else if (last) last.output += `${last.output === '' ? '' : '\n'}${line}`;
  }
  return commands.map(({ command, output }) => ({ command, output: output.trimEnd() }));
}

/** No example reaches a server of whoever runs it. */
const nowhere = {
  DATABASE_URL: undefined,
  ELASTICSEARCH_URL: undefined,
  DATABRICKS_HOST: undefined,
  DATABRICKS_TOKEN: undefined,
  DATABRICKS_CLIENT_ID: undefined,
  DATABRICKS_CLIENT_SECRET: undefined,
  DATABRICKS_CONFIG_PROFILE: undefined,
  DATABRICKS_CONFIG_FILE: '/dev/null',
};

export interface Executed {
  readonly block: Block;
  readonly command: string;
  readonly shown: string;
  readonly output: string;
  readonly status: number;
}

/** What an example needs around it, if anything. */
function surroundingsOf(block: Block): Surroundings['kind'] | undefined {
  const marker = readMarker(block);
  const from = marker !== undefined && 'from' in marker ? marker.from : undefined;
  return surroundings.find((kind) => kind === from);
}

export function hasExamplesFrom(kind: Surroundings['kind'], markdown: string): boolean {
  return readBlocks(markdown).some((block) => surroundingsOf(block) === kind);
}

/**
 * Executes the examples of one document, from top to bottom, as far as they need what the workspace has around it: most
 * need nothing, in a workspace that has nothing. The caller removes the workspace.
 */
export function executeExamples(markdown: string, workspace: Workspace): Executed[] {
  return readBlocks(markdown)
    .filter((block) => surroundingsOf(block) === workspace.surroundings?.kind)
    .flatMap((block) => executeBlock(block, workspace));
}

function executeBlock(block: Block, workspace: Workspace): Executed[] {
  const marker = readMarker(block);
  if (marker?.kind === 'file') {
    workspace.write(workspace.folder(marker.folder, marker.from), marker.path, block.text);
    return [];
  }
  if (marker?.kind === 'sql') {
    const command = `headrace query - <<'END_OF_SQL'\n${block.text}\nEND_OF_SQL`;
    const { output, status } = workspace.command(marker.folder, command, marker.from);
    return [{ block, command, shown: '…', output, status }];
  }
  if (marker?.kind !== 'run') return [];
  return readCommands(block).map(({ command, output: shown }) => {
    const { output, status } = workspace.command(marker.folder, command, marker.from);
    return { block, command, shown, output, status };
  });
}

/**
 * Whether a command printed what the document shows. Times, ids of runs and scores differ each time;
 * tables that are built at the same time finish in any order; `…` in the document matches anything.
 */
export function sameOutput(shown: string, output: string): boolean {
  const pattern = comparable(shown)
    .split('…')
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`))
    .join('[\\s\\S]*?');
  return new RegExp(`^${pattern}$`).test(comparable(output));
}

/** A text without what differs from run to run. */
export function comparable(text: string): string {
  const masked = text
    .replace(/\b\d{8}-\d{6}-[0-9a-f]{4}\b/g, '<run>')
    .replace(
      /\b\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?=\s+(?:done|failed|interrupted|running|crashed|\S+@|\d+(?:\.\d+)? (?:ms|s|min)\b)|\s*$)/gm,
      '<time>',
    )
    .replace(/(?<=\buntil )\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/g, '<time>')
    .replace(/\S+@\S+(?= {2}duckdb)/g, '<who>')
    .replace(/(?<= (?:batch|streaming) +)\S+(?= +headrace )/g, '<who>')
    .replace(/\b\d+(?:\.\d+)? (?:ms|s|min)\b(?: \d+ s\b)?/g, '<time>')
    .replace(/\([\d,]+\/s\)/g, '(<speed>)')
    .replace(/[\d,]+(?= +<time> +<time> +\d+$)/gm, '<speed>')
    .replace(/\b[\d,]+ docs\/s/g, '<speed> docs/s')
    .replace(/-[0-9a-f]{8}\.jsonl\b/g, '-<load>.jsonl')
    .replace(/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, '<id>')
    .replace(/\bUpdate [0-9a-f]{6}\b/g, 'Update <id>')
    .replace(/\b\d{15,}\b/g, '<id>')
    .replace(/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, '<time>')
    .replace(/(<time>) ago\b|\bjust now\b/g, '<time> ago')
    .replace(/"(at|startedAt|durationMs|publishedAt|pid|score)":\s*-?[\d.]+/g, '"$1":<number>')
    .replace(/(?<=^ *\d+\. .*) {2}\d+\.\d{3}$/gm, '  <score>')
    .replace(/[ \t]+/g, ' ')
    .replace(/ +$/gm, '');
  return sortedOutcomes(masked.split('\n')).join('\n').trim();
}

/** Tables that need nothing from each other finish in any order. */
function sortedOutcomes(lines: readonly string[]): string[] {
  const result: string[] = [];
  let together: string[] = [];
  for (const line of lines) {
    if (/^[✓–⊘] /.test(line)) {
      together.push(line);
      continue;
    }
    result.push(...together.sort(), line);
    together = [];
  }
  return [...result, ...together.sort()];
}

/** The document with the output of every console block as it was just now, where it is another. */
export function withOutputs(markdown: string, executed: readonly Executed[]): string {
  const lines = markdown.split('\n');
  const byBlock = Map.groupBy(
    executed.filter(({ block }) => block.language === 'console'),
    ({ block }) => block,
  );
  for (const [block, commands] of [...byBlock].reverse()) {
    const text = commands.map(({ command, shown, output }) => {
      const kept = sameOutput(shown, output) ? shown : output;
      const typed = `$ ${command.replace(/\n(.?)/g, (_, next: string) => (next === '' ? '\n>' : `\n> ${next}`))}`;
      return kept === '' ? typed : `${typed}\n${kept}`;
    });
    lines.splice(block.start, block.end - block.start, ...text.join('\n').split('\n'));
  }
  return lines.join('\n');
}
