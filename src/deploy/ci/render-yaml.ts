import { Document } from 'yaml';

/** YAML of plain values and nodes: long lines stay whole, several lines become a block. */
export function renderYaml(content: Readonly<Record<string, unknown>>): string {
  return new Document(content, { aliasDuplicateObjects: false }).toString({ lineWidth: 0 });
}
