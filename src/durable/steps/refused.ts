/** A step that failed for good: it is not tried again. */
export class StepRefused extends Error {
  override readonly name = 'StepRefused';
}
