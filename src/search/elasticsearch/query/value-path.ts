import type { ValueRef } from '../../client/plan.ts';

/** Where the whole values of a field are: a text field keeps them in a field of their own. */
export function valuePath({ name, ofText }: ValueRef): string {
  return ofText ? `${name}.keyword` : name;
}
