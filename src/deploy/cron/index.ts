export { toQuartz } from './to-quartz.ts';
