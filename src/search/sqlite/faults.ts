import { HeadraceError, type Problem } from '../../kernel/index.ts';
import { duplicateIds, invalidVectors, missingIds, type VectorFault } from '../problems.ts';

/** How many of a kind are named. */
const named = 5;

/** What is wrong with the records; collected over all of them, so that one look names everything. */
export class Faults {
  #missingIds = 0;
  #duplicates = 0;
  readonly #duplicateIds = new Set<string>();
  #vectors = 0;
  readonly #vectorFaults: VectorFault[] = [];

  get any(): boolean {
    return this.#missingIds + this.#duplicates + this.#vectors > 0;
  }

  missingId(): void {
    this.#missingIds += 1;
  }

  duplicateId(id: string): void {
    this.#duplicates += 1;
    if (this.#duplicateIds.size < named) this.#duplicateIds.add(id);
  }

  vector(id: string, detail: string): void {
    this.#vectors += 1;
    if (this.#vectorFaults.length < named) this.#vectorFaults.push({ id, detail });
  }

  throwIfAny(dimensions: number | undefined): void {
    const problems: Problem[] = [];
    if (this.#missingIds > 0) problems.push(missingIds({ records: this.#missingIds }));
    if (this.#duplicates > 0) {
      problems.push(duplicateIds({ ids: [...this.#duplicateIds], records: this.#duplicates }));
    }
    if (this.#vectors > 0) {
      problems.push(
        invalidVectors({ faults: this.#vectorFaults, records: this.#vectors, dimensions: dimensions ?? 0 }),
      );
    }
    if (problems.length > 0) throw new HeadraceError(problems);
  }
}
