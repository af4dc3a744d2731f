/** One kind of pointer between synsets; see wninput(5WN) in WordNet's documentation. */
export interface Relation {
  /** How WordNet's files write it. */
  readonly symbol: string;
  /** How our tables write it. */
  readonly name: string;
  /** Its column in `relation_counts`. */
  readonly column: string;
  /** What the other end has to say in return, where WordNet promises one. */
  readonly inverse?: string;
}

/**
 * Every relation in WordNet 3.1. `synset_relations` names them from this list and `relation_counts` makes one
 * column of each, so that neither can know one that the other doesn't.
 */
export const relations: readonly Relation[] = [
  { symbol: '!', name: 'antonym', column: 'antonyms', inverse: 'antonym' },
  { symbol: '@', name: 'hypernym', column: 'hypernyms', inverse: 'hyponym' },
  { symbol: '~', name: 'hyponym', column: 'hyponyms', inverse: 'hypernym' },
  { symbol: '@i', name: 'instance_hypernym', column: 'instance_hypernyms', inverse: 'instance_hyponym' },
  { symbol: '~i', name: 'instance_hyponym', column: 'instance_hyponyms', inverse: 'instance_hypernym' },
  { symbol: '#m', name: 'member_holonym', column: 'member_holonyms', inverse: 'member_meronym' },
  { symbol: '#s', name: 'substance_holonym', column: 'substance_holonyms', inverse: 'substance_meronym' },
  { symbol: '#p', name: 'part_holonym', column: 'part_holonyms', inverse: 'part_meronym' },
  { symbol: '%m', name: 'member_meronym', column: 'member_meronyms', inverse: 'member_holonym' },
  { symbol: '%s', name: 'substance_meronym', column: 'substance_meronyms', inverse: 'substance_holonym' },
  { symbol: '%p', name: 'part_meronym', column: 'part_meronyms', inverse: 'part_holonym' },
  { symbol: ';c', name: 'topic', column: 'topics', inverse: 'topic_member' },
  { symbol: '-c', name: 'topic_member', column: 'topic_members', inverse: 'topic' },
  { symbol: ';r', name: 'region', column: 'regions', inverse: 'region_member' },
  { symbol: '-r', name: 'region_member', column: 'region_members', inverse: 'region' },
  { symbol: ';u', name: 'usage', column: 'usages', inverse: 'usage_member' },
  { symbol: '-u', name: 'usage_member', column: 'usage_members', inverse: 'usage' },
  { symbol: '=', name: 'attribute', column: 'attributes', inverse: 'attribute' },
  { symbol: '+', name: 'derivation', column: 'derivations', inverse: 'derivation' },
  { symbol: '&', name: 'similar', column: 'similars', inverse: 'similar' },
  { symbol: '$', name: 'verb_group', column: 'verb_groups', inverse: 'verb_group' },
  { symbol: '^', name: 'also_see', column: 'also_sees' },
  { symbol: '*', name: 'entailment', column: 'entailments' },
  { symbol: '>', name: 'cause', column: 'causes' },
  { symbol: '<', name: 'participle', column: 'participles' },
  { symbol: '\\', name: 'pertainym', column: 'pertainyms' },
];
