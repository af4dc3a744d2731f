/** What the platform would refuse a cron expression for; only the mistakes that people make. */
export function quartzProblem(expression: string): string | undefined {
  const fields = expression.trim().split(/\s+/);
  if (fields.length !== 6 && fields.length !== 7) {
    return 'a Quartz expression has six or seven fields, seconds first';
  }
  const [, , , dayOfMonth = '', , dayOfWeek = ''] = fields;
  if ((dayOfMonth === '?') === (dayOfWeek === '?')) {
    return 'exactly one of day-of-month and day-of-week must be ?';
  }
  const wrong = fields.find((field) => !/^[\dA-Za-z*?,/#-]+$/.test(field));
  if (wrong) return `"${wrong}" is no field of a Quartz expression`;
  const day = /^\d$/.exec(dayOfWeek)?.[0];
  if (day !== undefined && (day === '0' || day > '7')) return 'days of the week are 1 to 7, Sunday first';
  return undefined;
}
