import type { Location, Problem, ProblemFactory } from '../kernel/index.ts';

/** Nobody reads more details than this, and each costs a walk through the whole file or all names. */
const maxDetailed = 100;

/** Collects problems, so that all of them are told in one go. */
export class ProblemList {
  readonly #problems: Problem[] = [];

  add<P>(type: ProblemFactory<P>, params: P, at?: Location): void {
    this.#problems.push(type(params, at && (this.detailed ? at : { place: at.place })));
  }

  /** Whether the next problem is still worth its frame and a search for the name that was meant. */
  get detailed(): boolean {
    return this.#problems.length < maxDetailed;
  }

  /** In the order of the files: the configuration first, then by path and line. */
  sorted(configFile: string): readonly Problem[] {
    const order = (a: Problem, b: Problem): number => {
      const fileA = a.place?.file ?? '';
      const fileB = b.place?.file ?? '';
      if (fileA !== fileB) {
        if (fileA === configFile) return -1;
        if (fileB === configFile) return 1;
        return fileA < fileB ? -1 : 1;
      }
      return (a.place?.line ?? 0) - (b.place?.line ?? 0) || (a.place?.col ?? 0) - (b.place?.col ?? 0);
    };
    return this.#problems.toSorted(order);
  }
}
