import { sparkTopics } from '../../src/sql/index.ts';

/** The functions that both engines have, as Markdown: a table for each topic. */
export function functionReference(): string {
  return sparkTopics
    .map(({ title, functions }) => {
      const rows = functions.map(({ name, qualified, note = '', examples }) => {
        const always =
          qualified && !examples.some((example) => new RegExp(`(?<!builtin\\.)\\b${name}\\(`).test(example));
        const written = qualified ? `\`builtin.${name}\`${always ? '' : ` (\`${name}\`)`}` : `\`${name}\``;
        return `| ${written} | ${note.replaceAll('|', '\\|')} |`;
      });
      return [`### ${title}`, '', '| Function | To know |', '| --- | --- |', ...rows].join('\n');
    })
    .join('\n\n');
}
