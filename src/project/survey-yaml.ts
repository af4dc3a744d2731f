import { type Alias, isAlias, isCollection, isPair, isScalar, type Node, type Pair } from 'yaml';

/** What one walk through a YAML document finds. */
export interface YamlSurvey {
  /** What each alias (`*name`) stands for. */
  readonly aliases: ReadonlyMap<Alias, Node>;
  /** Aliases of anchors that do not come before them; also of the one they stand in. */
  readonly unresolved: readonly Alias[];
  /** Keys written twice, with the offset of the first. */
  readonly duplicates: readonly { readonly key: string; readonly node: Node; readonly first: number }[];
}

/** Looks at every node once. (The library looks through the whole document for each alias.) */
export function surveyYaml(contents: unknown): YamlSurvey {
  const anchors = new Map<string, Node>();
  const aliases = new Map<Alias, Node>();
  const unresolved: Alias[] = [];
  const duplicates: { key: string; node: Node; first: number }[] = [];

  const walk = (node: unknown): void => {
    if (isAlias(node)) {
      const target = anchors.get(node.source);
      if (target) aliases.set(node, target);
      else unresolved.push(node);
      return;
    }
    if (isCollection(node)) {
      const firsts = new Map<string, number>();
      for (const item of node.items) {
        if (!isPair(item)) {
          walk(item);
          continue;
        }
        const key = keyText(item);
        if (isScalar(item.key) && key !== undefined && key !== '<<') {
          const first = firsts.get(key);
          if (first === undefined) firsts.set(key, item.key.range?.[0] ?? 0);
          else duplicates.push({ key, node: item.key, first });
        }
        walk(item.key);
        walk(item.value);
      }
    }
    // Only now: an alias inside of what it names would never end.
    if ((isScalar(node) || isCollection(node)) && node.anchor) anchors.set(node.anchor, node);
  };
  walk(contents);
  return { aliases, unresolved, duplicates };
}

/** The key of a pair, when it is a text. */
export function keyText(pair: Pair): string | undefined {
  return isScalar(pair.key) ? String(pair.key.value) : undefined;
}
