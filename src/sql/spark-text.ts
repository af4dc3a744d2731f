/**
 * A string literal of Spark. A dollar before a brace would be taken for a variable or a parameter, so it is kept
 * apart from it.
 */
export function sparkLiteral(text: string): string {
  const escaped = text.replaceAll('\\', '\\\\').replaceAll("'", "\\'");
  return `'${escaped.replaceAll('${', '$\\{')}'`;
}

/** Words that Spark would not take for a column in a SELECT list, or on Databricks in a list of columns. */
const taken = new Set('all current_path default distinct false lateral not null true'.split(' '));

/** An identifier of Spark, quoted where it has to be: for SQL that people read. */
export function sparkIdentifier(name: string): string {
  const plain = /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !taken.has(name.toLowerCase());
  return plain ? name : quotedSparkIdentifier(name);
}

/** An identifier of Spark, always quoted: right at any place of a statement. */
export function quotedSparkIdentifier(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``;
}
