import { table } from 'headrace';
import { relations } from '../../lib/relations.ts';

/** One column for each kind of relation: 26 lines that nobody has to write, or to keep in step with the list. */
const counts = relations.map(
  ({ name, column }) => `  count(CASE WHEN r.relation = '${name}' THEN 1 END) AS ${column},`,
);

export default table({
  sql: ({ ref }) => `
SELECT
  s.synset_id,
${counts.join('\n')}
  count(r.relation) AS all_relations
FROM ${ref('synsets')} s
LEFT JOIN ${ref('synset_relations')} r ON r.synset_id = s.synset_id
GROUP BY s.synset_id`,
});
