import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resourceNames } from './names.ts';

describe('names of files, pipelines and jobs', () => {
  it('are those of the original', () => {
    const { names } = resourceNames('osipi', ['metadata_snapshot', 'timeseries_append']);
    expect(names.get('metadata_snapshot')).toEqual({
      slug: 'metadata_snapshot',
      key: 'osipi_metadata_snapshot',
      job: 'osipi_metadata_snapshot_job',
      file: 'ingest_metadata_snapshot.py',
    });
  });

  it('come from one slug, however a group is written', () => {
    const { names } = resourceNames('Microsoft Teams', ['Asset Framework / Événements']);
    expect([...names.values()]).toEqual([
      {
        slug: 'asset_framework_evenements',
        key: 'microsoft_teams_asset_framework_evenements',
        job: 'microsoft_teams_asset_framework_evenements_job',
        file: 'ingest_asset_framework_evenements.py',
      },
    ]);
  });

  it('leave the plain name to the group that is spelled like it, in whatever order they come', () => {
    const groups = ['Meta Data', 'meta_data', 'meta-data'];
    const { names, collisions } = resourceNames('osipi', groups);
    expect(names.get('meta_data')?.slug).toBe('meta_data');
    expect(new Set([...names.values()].map(({ slug }) => slug)).size).toBe(3);
    expect(collisions).toEqual([{ slug: 'meta_data', groups }]);
    const turned = resourceNames('osipi', groups.toReversed());
    for (const group of groups) expect(turned.names.get(group)).toEqual(names.get(group));
  });

  it('keep a job from having the key of a pipeline', () => {
    const { names } = resourceNames('osipi', ['load', 'load_job']);
    expect(names.get('load')?.job).not.toBe(names.get('load_job')?.key);
  });

  it('are cut where they are long, and still different', () => {
    const long = 'x'.repeat(300);
    const { names } = resourceNames('osipi', [`${long}a`, `${long}b`]);
    const files = [...names.values()].map(({ file }) => file);
    expect(new Set(files).size).toBe(2);
    for (const file of files) expect(file.length).toBeLessThan(100);
  });

  it('are always different, and always usable', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.uniqueArray(fc.string({ unit: 'binary', maxLength: 12 }), { maxLength: 6 }),
        (source, groups) => {
          const { names } = resourceNames(source, groups);
          const all = [...names.values()];
          expect([...names.keys()]).toEqual(groups);
          const keys = all.flatMap(({ key, job }) => [key, job]);
          expect(new Set(keys).size).toBe(keys.length);
          expect(new Set(all.map(({ file }) => file)).size).toBe(all.length);
          for (const { key, file } of all) {
            expect(key).toMatch(/^[a-z][a-z0-9_]*$/);
            expect(file).toMatch(/^ingest_[a-z0-9_]{1,90}\.py$/);
          }
        },
      ),
    );
  });
});
