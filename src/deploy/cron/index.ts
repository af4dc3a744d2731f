export { dayOfMonth, hour, minute, month, quartzWeekday, second, valuesOf } from './field.ts';
export { toQuartz } from './to-quartz.ts';
