import { isRecord } from '../../kernel/index.ts';

/** Functions whose result is a double with a fraction, on both engines. */
const fractional = new Set(
  (
    'avg mean median percentile percentile_cont stddev stddev_samp stddev_pop variance var_samp var_pop corr sqrt ' +
    'cbrt exp ln log2 log10 power pow months_between rand random radians degrees sin cos tan asin acos atan atan2'
  ).split(' '),
);

const typeOf = (node: unknown): Readonly<Record<string, unknown>> => {
  const held = isRecord(node) && isRecord(node.value) ? node.value.type : undefined;
  const type = isRecord(node) && isRecord(node.cast_type) ? node.cast_type : held;
  return isRecord(type) ? type : {};
};
const partsOf = (node: unknown): readonly unknown[] =>
  isRecord(node) && Array.isArray(node.children) ? node.children : [];
const nameOf = (node: unknown): string => (isRecord(node) ? String(node.function_name).toLowerCase() : '');
const isOperator = (node: unknown, names: readonly string[]): boolean =>
  isRecord(node) && node.is_operator === true && names.includes(nameOf(node));

/** Whether a node of the syntax tree is a double, as far as its spelling says. */
export function isDouble(node: unknown): boolean {
  const { id } = typeOf(node);
  if (id === 'DOUBLE' || id === 'FLOAT' || fractional.has(nameOf(node))) return true;
  return isOperator(node, ['+', '-', '*', '/']) && partsOf(node).some(isDouble);
}

/** Whether it is a decimal with digits behind the point: `100.0`, a cast to DECIMAL(10, 2). */
export function isDecimal(node: unknown): boolean {
  const { id, type_info: info } = typeOf(node);
  if (id === 'DECIMAL') return isRecord(info) && Number(info.scale) > 0;
  return isOperator(node, ['+', '-', '*']) && !isDouble(node) && partsOf(node).some(isDecimal);
}

/** Whether it may have a fraction. */
export function hasFraction(node: unknown): boolean {
  return isOperator(node, ['/']) || isDouble(node) || isDecimal(node);
}

/** What is said of it. */
export const doubleAsText = {
  call: 'a double as a text',
  difference: 'from 10 million on and below a thousandth, Spark writes 1.0E7 and 1.0E-4',
  write: 'Cast it to a DECIMAL first: `CAST(CAST(x AS DECIMAL(18, 2)) AS STRING)`.',
};
