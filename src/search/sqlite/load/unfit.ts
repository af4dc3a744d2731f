/** Thrown where a record cannot be indexed for what it is; the message says why. */
export class Unfit extends Error {
  override readonly name = 'Unfit';
}
