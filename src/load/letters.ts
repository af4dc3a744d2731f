import { crashPoint } from '../kernel/index.ts';
import type { Checkpoints } from './checkpoints.ts';
import type { Course } from './course.ts';
import type { Pending } from './pending.ts';
import type { DeadLetter, DeadLetterSink } from './types.ts';
import { sizeOf } from './window.ts';

/** At a time: their documents become text for a moment. */
const maxBytes = 4 * 1024 * 1024;

/**
 * Writes the dead letters of given-up records. A letter is written when its record is the first
 * unsettled one of its range. So the letters on disk are those that the saved state counts, and after
 * them those that it does not know of yet: a load that goes on drops the latter, and each record ends
 * in one place only, even if its second try succeeds.
 */
export class Letters {
  readonly #course: Course;
  readonly #sink: DeadLetterSink;
  readonly #checkpoints: Checkpoints;
  readonly #load: string;
  #writing: Promise<void> | undefined;

  constructor(course: Course, sink: DeadLetterSink, checkpoints: Checkpoints, load: string) {
    this.#course = course;
    this.#sink = sink;
    this.#checkpoints = checkpoints;
    this.#load = load;
  }

  /** Sees to it that what can be written is being written. */
  poke(): void {
    const { ledger, control } = this.#course;
    if (ledger.dying === 0 || this.#writing) return;
    this.#writing = this.#write()
      .catch((error: unknown) => control.fail(error))
      .finally(() => {
        this.#writing = undefined;
      });
  }

  /** Resolves when nothing is being written. */
  async idle(): Promise<void> {
    await this.#writing;
  }

  async #write(): Promise<void> {
    for (let dying = this.#next(); dying.length > 0; dying = this.#next()) {
      await this.#sink.write(dying.map((pending) => this.#letter(pending)));
      crashPoint('load:after-dead-letter');
      const { ledger, window, control } = this.#course;
      ledger.bury(dying);
      window.settled(sizeOf(ledger.settled));
      control.changed.notify();
    }
  }

  #next(): Pending[] {
    const { control, ledger } = this.#course;
    return control.cutSignal.aborted || !this.#checkpoints.leaseHolds ? [] : ledger.toBury(maxBytes);
  }

  #letter({ key, position, reason, attempts, version, stamp, document }: Pending): DeadLetter {
    const { buffer, byteOffset, byteLength } = document;
    return {
      at: new Date(this.#course.clock.now()).toISOString(),
      load: this.#load,
      key: key === '' ? null : key,
      position,
      reason,
      attempts,
      ...(version !== undefined && { version }),
      ...(stamp !== undefined && { stamp }),
      document: Buffer.from(buffer, byteOffset, byteLength).toString('utf8'),
    };
  }
}
