import { HeadraceError } from '../kernel/index.ts';
import type { Checkpoints } from './checkpoints.ts';
import type { Course } from './course.ts';
import type { Letters } from './letters.ts';
import { recordRefused } from './problems.ts';
import type { RangeTrack } from './range-track.ts';
import type { RecordSource, UnloadableRecord } from './types.ts';
import { weigh } from './window.ts';

/** Reads all ranges that are not finished, some at once, each as fast as the window takes its records. */
export async function readRanges(
  course: Course,
  source: RecordSource,
  letters: Letters,
  checkpoints: Checkpoints,
): Promise<void> {
  const { ledger, options } = course;
  const left = ledger.tracks.filter(({ finished }) => !finished);
  const readOn = async (): Promise<void> => {
    for (let track = left.shift(); track; track = left.shift()) {
      const ended = await readRange(course, source, track, letters);
      if (!ended) return;
      track.end();
      checkpoints.rangeEnded();
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, options.rangesInParallel) }, readOn));
}

/** @returns whether the range was read to its end. */
async function readRange(
  course: Course,
  source: RecordSource,
  track: RangeTrack,
  letters: Letters,
): Promise<boolean> {
  const { control, window, ledger } = course;
  for await (const records of source.read(track.range, track.watermark, control.stopSignal)) {
    for (const record of records) {
      if ('unloadable' in record && !mayPass(course, record)) return false;
      const bytes = weigh(record);
      if (!window.enter(bytes) && !(await window.enterLater(bytes))) return false;
      ledger.admit(record, track, bytes);
    }
    if (control.stopping) return false;
    letters.poke();
    control.changed.notify();
  }
  return !control.stopping;
}

/** @returns false where such a record ends the load: then it stays unread, for the next run to find. */
function mayPass({ options, control, emit }: Course, { key, unloadable }: UnloadableRecord): boolean {
  if (options.raiseErrors)
    control.fail(new HeadraceError(recordRefused({ key: key ?? null, reason: unloadable })));
  else emit({ kind: 'given_up', key: key ?? null, reason: unloadable });
  return !options.raiseErrors;
}
