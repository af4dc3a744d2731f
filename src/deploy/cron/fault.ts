/** A schedule that Quartz cannot keep: what is wrong as a full sentence, and what to write instead. */
export class CronFault extends Error {
  readonly problem: string;
  readonly hint: string;

  constructor(problem: string, hint: string) {
    super(problem);
    this.problem = problem;
    this.hint = hint;
  }
}
