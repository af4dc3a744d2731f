import { flagOf, variables } from '../../src/loading/index.ts';

/** Where the configuration has no key of the variable's own name under `sync:`. */
const elsewhere: Readonly<Record<string, string>> = {
  ELASTICSEARCH_INDEX_NAME: '`physical` of the index',
  ELASTICSEARCH_INDEX_ALIAS: 'name of the index',
  ELASTICSEARCH_NUMBER_OF_SHARDS: '`number_of_shards` of the index',
};

/** The variables of a sync, as Markdown: as they are called in the environment, as a flag, and in config.yml. */
export function variableReference(): string {
  const rows = variables.map((variable) => {
    const { name, description } = variable;
    const fallback = 'fallback' in variable ? `\`${variable.fallback}\`` : '';
    const [what = '', given] = /^(.*?)(?: \((\w+)\))?$/.exec(description)?.slice(1) ?? [];
    const key = elsewhere[name] ?? `\`${name.toLowerCase()}\``;
    const shown = given === undefined ? fallback : `\`${given}\``;
    return `| \`${name}\` | \`--${flagOf(name)}\` | ${key} | ${shown} | ${what} |`;
  });
  return [
    '| Variable | Flag | In config.yml | Default | Meaning |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}
