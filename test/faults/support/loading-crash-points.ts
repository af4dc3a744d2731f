/** Where a load may be killed: the first time it comes by, and once in the middle. */
export const loadingCrashPoints = [
  'load:before-write',
  'load:before-write:3',
  'load:after-write',
  'load:after-write:3',
  'load:before-checkpoint',
  'load:before-checkpoint:3',
  'load:after-checkpoint',
  'load:after-checkpoint:3',
  'load:after-dead-letter',
  'load:after-dead-letter:3',
];
