// A stand-in for the official Databricks CLI, which tests cannot install. It says so in all it prints. It
// records how it was called, can fail, and "deploys" by making pipelines and jobs of the bundle's files in
// the workspace that DATABRICKS_HOST names: a fake one.
import { appendFileSync, existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import { isRecord } from '../../src/kernel/index.ts';

const { env } = process;
const args = process.argv.slice(2);
const words = args.join(' ');

if (env.STAND_IN_LOG) {
  const shown = Object.fromEntries(Object.entries(env).filter(([name]) => name.startsWith('DATABRICKS_')));
  appendFileSync(env.STAND_IN_LOG, `${JSON.stringify({ args, cwd: process.cwd(), env: shown })}\n`);
}
if (words === '--version') {
  process.stdout.write(`${env.STAND_IN_VERSION ?? 'Databricks CLI v1.13.0'}\n`);
  process.exit(0);
}
process.stdout.write(`(stand-in for the Databricks CLI) ${words}\n`);
if (env.STAND_IN_FAIL && words.includes(env.STAND_IN_FAIL)) {
  process.stderr.write(`Error: ${env.STAND_IN_MESSAGE ?? 'it was told to fail'}\n`);
  process.exit(1);
}
if (env.STAND_IN_SLEEP && words.includes('bundle deploy')) {
  process.on('SIGINT', () => {
    process.stdout.write('interrupted; lock released\n');
    process.exit(1);
  });
  await new Promise((resolve) => setTimeout(resolve, 60_000));
}
if (words.startsWith('bundle deploy') && env.DATABRICKS_HOST)
  await deploy(args[args.indexOf('-t') + 1] ?? '');

async function deploy(target: string): Promise<void> {
  const main = yamlOf('databricks.yml');
  const development = at(main, 'targets', target, 'mode') === 'development';
  const me = await call('GET', '/api/2.0/preview/scim/v2/Me');
  const user = String(at(me, 'userName')).split('@')[0]?.toLowerCase().replace(/\W+/g, '_');
  const prefix = development ? `[dev ${user}] ` : '';
  const files = ['resources', 'workflows'].flatMap((folder) =>
    existsSync(folder) ? readdirSync(folder).map((file) => join(folder, file)) : [],
  );
  for (const file of ['databricks.yml', ...files]) {
    for (const [kind, path] of [
      ['pipelines', '/api/2.0/pipelines'],
      ['jobs', '/api/2.2/jobs/create'],
    ] as const) {
      const found = at(yamlOf(file), 'resources', kind);
      for (const settings of isRecord(found) ? Object.values(found) : []) {
        if (!isRecord(settings)) continue;
        const name = `${prefix}${settings.name}`;
        const included = kind === 'pipelines' ? await upload(settings, target) : [];
        await call(
          'POST',
          path,
          kind === 'pipelines' ? pipeline(settings, name, target, included) : job(settings, name),
        );
        process.stdout.write(`made ${name}\n`);
      }
    }
  }
  process.stdout.write('Deployment complete!\n');
}

/** Puts the sources of a pipeline into the workspace. @returns where they are. */
async function upload({ libraries }: Readonly<Record<string, unknown>>, target: string): Promise<string[]> {
  const named = Array.isArray(libraries)
    ? libraries.map((library) => at(library, 'glob', 'include') ?? at(library, 'file', 'path'))
    : [];
  const root = `/Workspace/Shared/stand-in/${target}/`;
  // Files that are in the workspace already stay there.
  const paths = named
    .filter((path) => typeof path === 'string' && !path.startsWith('/'))
    .map((path) => String(path).replace(/^\.{1,2}\//, ''));
  for (const path of paths) {
    for (const file of globSync(path.replace(/\*\*$/, '**/*.{sql,py}'))) {
      const content = readFileSync(file).toString('base64');
      await call('POST', '/api/2.0/workspace/mkdirs', { path: dirname(root + file) });
      const whole = { path: root + file, content, format: 'AUTO', overwrite: true };
      await call('POST', '/api/2.0/workspace/import', whole);
    }
  }
  return paths.map((path) => root + path);
}

/** What a run needs to find its pipeline; not all that a bundle says. */
function pipeline(
  settings: Readonly<Record<string, unknown>>,
  name: string,
  target: string,
  included: readonly string[],
): unknown {
  const main = yamlOf('databricks.yml');
  const [catalog, schema] = ['catalog', 'schema'].map((variable) => {
    const written = settings[variable];
    // A name that is written there, or a variable with its value in this target.
    if (typeof written === 'string' && !written.includes('${')) return written;
    return at(main, 'targets', target, 'variables', variable) ?? at(main, 'variables', variable, 'default');
  });
  // The one reference that people use there.
  const own = String(schema).replace('${workspace.current_user.short_name}', 'you');
  return {
    ...{ name, catalog, schema: own, serverless: true },
    continuous: settings.continuous === true,
    libraries: included.map((include) => ({ glob: { include } })),
  };
}

function job({ parameters }: Readonly<Record<string, unknown>>, name: string): unknown {
  const task = { task_key: 'stand_in', spark_python_task: { python_file: 'stand_in.py' } };
  return { name, parameters, max_concurrent_runs: 100, queue: { enabled: true }, tasks: [task] };
}

function yamlOf(file: string): unknown {
  return parse(readFileSync(file, 'utf8'));
}

function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((inside, key) => (isRecord(inside) ? inside[key] : undefined), value);
}

async function call(method: string, path: string, body?: unknown): Promise<unknown> {
  const response = await fetch(`${env.DATABRICKS_HOST}${path}`, {
    method,
    headers: { authorization: `Bearer ${env.DATABRICKS_TOKEN}` },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return response.json();
}
