import { contentHash } from '../../kernel/index.ts';

/** What a pipeline group is called wherever it is written. */
export interface ResourceNames {
  /** The group in letters that every file system and platform takes. */
  readonly slug: string;
  /** The key of its pipeline in the bundle, and the pipeline's name: `osipi_metadata_snapshot`. */
  readonly key: string;
  /** The key of its job: bundles want keys to be unique among all kinds of resources. */
  readonly job: string;
  /** Its ingest file: `ingest_metadata_snapshot.py`. */
  readonly file: string;
}

export interface NamedGroups {
  /** By group, in the order given. */
  readonly names: ReadonlyMap<string, ResourceNames>;
  /** Groups that would have been called the same; all but the first got a longer name. */
  readonly collisions: readonly { readonly slug: string; readonly groups: readonly string[] }[];
}

/** File systems end at 255 bytes; people end earlier. */
const longest = 80;

/**
 * The one place that names files, pipelines and jobs, so that what points at a file always finds it. Names depend on
 * the set of groups only, not on their order.
 */
export function resourceNames(source: string, groups: Iterable<string>): NamedGroups {
  const bySlug = Map.groupBy(new Set(groups), slug);
  const slugs = new Map<string, string>();
  for (const [plain, members] of bySlug) {
    // Who is spelled like that keeps the name; else the first in the order of letters has it.
    const [first, ...others] = members.toSorted(
      (a, b) => rank(a, plain) - rank(b, plain) || (a < b ? -1 : 1),
    );
    if (first !== undefined) slugs.set(first, plain);
    for (const group of others) slugs.set(group, `${plain}_${contentHash(group).slice(0, 6)}`);
  }
  const prefix = resourceSlug(source);
  const keys = new Set([...slugs.values()].map((name) => `${prefix}_${name}`));
  const named = [...slugs].map(([group, name]): [string, ResourceNames] => {
    const key = `${prefix}_${name}`;
    const job = keys.has(`${key}_job`) ? `${key}_job_${contentHash(group).slice(0, 6)}` : `${key}_job`;
    return [group, { slug: name, key, job, file: `ingest_${name}.py` }];
  });
  const names = new Map(named);
  const inOrder = [...new Set(groups)].flatMap((group) => {
    const found = names.get(group);
    return found === undefined ? [] : [[group, found] as const];
  });
  const collisions = [...bySlug].filter(([, members]) => members.length > 1);
  return { names: new Map(inOrder), collisions: collisions.map(([slug, groups]) => ({ slug, groups })) };
}

function rank(group: string, plain: string): number {
  return group === plain ? 0 : 1;
}

/** A connector's name as the beginning of resource keys, which begin with a letter. */
export function resourceSlug(source: string): string {
  const name = slug(source);
  return /^[a-z]/.test(name) ? name : `c_${name}`;
}

/** Lower-case letters, digits and single underscores. */
function slug(text: string): string {
  const plain = text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}+/gu, '')
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '');
  return plain.slice(0, longest).replace(/_+$/, '') || 'group';
}
