import { Document, isScalar, visit } from 'yaml';
import type { Tree } from '../../deploy/index.ts';

/** Read as something else than text by one version of YAML or another. */
const ambiguous = /^(?:[-+]?\.?\d|(?:y|n|yes|no|on|off|true|false|null|~|nan|inf)$)/i;

/** YAML that every reader understands alike: names of tables may look like dates, numbers or `no`. */
export function renderYaml(tree: Tree): string {
  const document = new Document(tree, { aliasDuplicateObjects: false });
  visit(document, {
    Scalar(_key, node) {
      if (isScalar(node) && typeof node.value === 'string' && ambiguous.test(node.value))
        node.type = 'QUOTE_DOUBLE';
    },
  });
  return document.toString({ lineWidth: 0 });
}
