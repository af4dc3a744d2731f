import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { count, exitCode, HeadraceError } from '../../kernel/index.ts';
import { configJsonSchema } from '../../project/index.ts';
import { starterProject } from '../init/starter-project.ts';
import type { CommonOptions } from '../options.ts';
import { notEmpty } from '../problems.ts';
import { styleFor } from '../report/style.ts';

const ignoreFile = '.gitignore';

/** Writes the starter project; refuses, before writing anything, to touch a file that is there. */
export function init(dir: string, options: CommonOptions & { sampleRows: number }): void {
  const folder = resolve(dir);
  const files = {
    ...starterProject(options.sampleRows),
    'config.schema.json': `${JSON.stringify(configJsonSchema(), null, 2)}\n`,
  };
  if (statSync(folder, { throwIfNoEntry: false })?.isFile()) {
    throw new HeadraceError(notEmpty({ folder, files: ['a file'] }), { exitCode: exitCode.usage });
  }
  const inTheWay = Object.keys(files).filter((file) => file !== ignoreFile && existsSync(join(folder, file)));
  if (existsSync(join(folder, 'config.yaml'))) inTheWay.push('config.yaml');
  if (inTheWay.length > 0) {
    throw new HeadraceError(notEmpty({ folder, files: inTheWay }), { exitCode: exitCode.usage });
  }
  const isNew = !existsSync(folder) || readdirSync(folder).length === 0;
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    if (file === ignoreFile) addLines(join(folder, file), content);
    else writeFileSync(join(folder, file), content);
  }
  if (options.json) {
    process.stdout.write(`${JSON.stringify({ folder, files: Object.keys(files) })}\n`);
    return;
  }
  if (options.quiet) return;
  const style = styleFor(process.stdout);
  const where = relative(process.cwd(), folder);
  const steps = [
    ...(where === '' ? [] : [`cd ${/\s/.test(where) ? `"${where}"` : where}`]),
    'headrace run --index',
    'headrace query "select * from sales_by_country"',
    'headrace search "warm jacket" --mode hybrid',
  ];
  process.stdout.write(
    `${style.green('✓')} ${count(Object.keys(files).length, 'file')} in ${isNew ? 'new project' : 'project'} ${folder}\n\nNow:\n${steps.map((step) => `  ${style.cyan(step)}`).join('\n')}\n`,
  );
}

/** Many folders have such a file before they have a project: it is added to. */
function addLines(path: string, lines: string): void {
  const before = existsSync(path) ? readFileSync(path, 'utf8') : '';
  if (before.includes(lines.trim())) return;
  writeFileSync(path, before === '' || before.endsWith('\n') ? before + lines : `${before}\n${lines}`);
}
