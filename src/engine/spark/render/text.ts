export { sparkLiteral } from '../../../sql/index.ts';

/** An identifier as Spark SQL writes it. */
export function sparkIdentifier(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``;
}

/** A text as Python writes it: JSON's notation is a part of Python's. */
export function pythonText(text: string): string {
  return JSON.stringify(text);
}
