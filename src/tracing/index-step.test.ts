import { describe, expect, it } from 'vitest';
import { HeadraceError, locate } from '../kernel/index.ts';
import type { SearchIndexConfig } from '../project/index.ts';
import { indexStep } from './index-step.ts';
import { indexNeverBuilt } from './problems.ts';
import type { FoundDocument, FoundLetter, IndexLookup, IndexProgress, TraceStep } from './types.ts';

const config: SearchIndexConfig = {
  ...{ name: 'people', from: undefined, id: 'hk', text: [], keywords: [], analyzer: 'standard' },
  ...{ vector: undefined, physical: 'people_v1', shards: undefined, sync: undefined },
  at: locate('config.yml', 'search:', 0),
};

const row: TraceStep = {
  ...{ kind: 'table', name: 'person', status: 'found', looked: 'hk = 1', rows: 1, columns: ['hk'] },
  ...{ sample: [{ hk: '1', name: 'Ada', tags: ['a'], born: null }], foundIn: [], notes: [] },
};

interface Answers {
  readonly document?: FoundDocument['document'];
  readonly letters?: readonly FoundLetter[];
  readonly progress?: Partial<IndexProgress>;
  readonly failing?: boolean;
}

function lookup({ document, letters = [], progress, failing = false }: Answers): IndexLookup {
  return {
    describe: () => 'the cluster',
    async get() {
      if (failing) throw new HeadraceError(indexNeverBuilt({ index: 'people' }));
      return document && { document, version: '17' };
    },
    deadLetters: async () => letters,
    progress: async () => ({ built: true, whole: false, ...progress }),
    close: async () => {},
  };
}

/** `status: message` of the step. */
async function judged(answers: Answers, of: TraceStep | undefined = row): Promise<string> {
  const step = await indexStep({ config, key: '1', row: of, head: undefined }, lookup(answers));
  return `${step.status}: ${step.problem?.message ?? step.notes.join()}`;
}

const letter = { at: '2026-11-21', reason: 'no number.', attempts: 2, file: 'people.jsonl' };

describe('the end of a trace, in an index that somebody else keeps', () => {
  it.each<[string, Answers, string]>([
    [
      'there, fields renamed and left out',
      { document: { name: 'Ada', since: 1 } },
      'found: its document in the cluster equals the row',
    ],
    [
      'without what is NULL',
      { document: { name: 'Ada', tags: ['a'] } },
      'found: its document in the cluster equals the row',
    ],
    [
      'another state',
      { document: { name: 'Eve', tags: ['a', 'b'] } },
      'outdated: The index "people" holds another state of it: name is "Eve" there and "Ada" in the table and tags is ["a","b"] there and ["a"] in the table.',
    ],
    [
      'another state, because the new one was refused',
      { document: { name: 'Eve' }, letters: [letter] },
      'outdated: The index refused it on 2026-11-21, after 2 attempts: no number.',
    ],
    [
      'refused',
      { letters: [letter] },
      'lost: The index refused it on 2026-11-21, after 2 attempts: no number.',
    ],
    [
      'not synced',
      { progress: { state: 'the last sync is not finished; its last record is 0' } },
      'lost: The index "people" does not have it: the last sync is not finished; its last record is 0.',
    ],
    [
      'nothing there at all',
      { progress: { built: false } },
      'lost: The index "people" has never been built.',
    ],
    ['no answer', { failing: true }, 'unknown: The index "people" has never been built.'],
  ])('%s', async (_, answers, expected) => {
    expect(await judged(answers)).toBe(expected);
  });

  it('knows that a row is gone, and that there is no table', async () => {
    const gone: TraceStep = { ...row, status: 'lost' };
    expect(await judged({ document: {} }, gone)).toBe(
      'outdated: The index "people" still has it; "person" does not.',
    );
    expect(await judged({}, gone)).toBe('not_reached: ');
    const step = await indexStep(
      { config, key: '1', row: undefined, head: undefined },
      lookup({ document: {} }),
    );
    expect(step).toMatchObject({
      status: 'found',
      version: '17',
      notes: ['its document in the cluster is there'],
    });
    expect(await indexStep({ config, key: '1', row, head: undefined }, undefined)).toMatchObject({
      status: 'unknown',
      problem: { code: 'HR-TRACE-005' },
    });
  });
});
