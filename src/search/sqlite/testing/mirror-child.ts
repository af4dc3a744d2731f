/** A process of its own that mirrors 500 documents over whatever the index holds: made to be killed. */
import { openEmbeddedIndex } from '../embedded-index.ts';

const [path = ''] = process.argv.slice(2);
const index = await openEmbeddedIndex(path);
await index.mirror({
  schema: { text: ['title'], keywords: [], analyzer: 'standard', dimensions: 2 },
  source: { table: 'things', version: 'new' },
  embedFields: [],
  schemaHash: '',
  records: async function* () {
    yield Array.from({ length: 500 }, (_, n) => ({
      id: `new-${n}`,
      document: `{"n":${n}}`,
      text: [`replacement ${n}`],
      keywords: [],
      vector: Float32Array.of(1, n),
    }));
  },
});
index.close();
