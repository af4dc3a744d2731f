export { type Clock, systemClock } from './clock.ts';
export { codeFrame, locate } from './code-frame.ts';
export { crashPoint } from './crash-point.ts';
export { parseExact, writeExact } from './exact-json.ts';
export { contentHash } from './hash.ts';
export { isRecord, type Json, parseJson, stableJson } from './json.ts';
export { resolveLate } from './late-references.ts';
export { didYouMean, nearest } from './nearest.ts';
export {
  type ExitCode,
  exitCode,
  HeadraceError,
  hasErrors,
  type Location,
  type Place,
  type Problem,
  type ProblemCode,
  type ProblemFactory,
  type ProblemType,
  problemType,
  type Severity,
  usageError,
} from './problem.ts';
export { isOver, type ProcessIdentity, thisProcess } from './process-identity.ts';
export { sameText } from './same-text.ts';
export { secretFile } from './secret-file.ts';
export { byteToCharOffset, count, duration, grouped, listing } from './text.ts';
export { isTimezone } from './timezone.ts';
export { withoutTokens } from './without-tokens.ts';
