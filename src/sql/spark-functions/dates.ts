import type { SparkTopic } from './types.ts';

/** Units that Spark's `trunc` knows, as DuckDB names them. */
const truncUnit = `CASE WHEN lower(unit) IN ('year', 'yyyy', 'yy') THEN 'year' WHEN lower(unit) = 'quarter' THEN 'quarter'
  WHEN lower(unit) IN ('month', 'mon', 'mm') THEN 'month' WHEN lower(unit) = 'week' THEN 'week' END`;

const formatNote =
  'Letters of the pattern: `yyyy yy MMMM MMM MM M dd d HH H hh h mm m ss s SSS SSSSSS EEEE EEE E a D DDD` and text in quotes. Any other is an error.';

/** What every pattern of dates goes through: one letter group after the other becomes DuckDB's code. */
export const patternMacro = `__strftime_pattern(f) AS array_to_string(list_transform(
  regexp_extract_all(f || '', 'y+|M+|d+|H+|h+|m+|s+|S+|E+|a+|D+|''[^'']*''|[^A-Za-z'']+|[A-Za-z'']'), lambda t: CASE t
  WHEN 'yyyy' THEN '%Y' WHEN 'y' THEN '%Y' WHEN 'yy' THEN '%y' WHEN 'MMMM' THEN '%B' WHEN 'MMM' THEN '%b' WHEN 'MM' THEN '%m'
  WHEN 'M' THEN '%-m' WHEN 'dd' THEN '%d' WHEN 'd' THEN '%-d' WHEN 'HH' THEN '%H' WHEN 'H' THEN '%-H' WHEN 'hh' THEN '%I'
  WHEN 'h' THEN '%-I' WHEN 'mm' THEN '%M' WHEN 'm' THEN '%-M' WHEN 'ss' THEN '%S' WHEN 's' THEN '%-S' WHEN 'SSS' THEN '%g'
  WHEN 'SSSSSS' THEN '%f' WHEN 'EEEE' THEN '%A' WHEN 'EEE' THEN '%a' WHEN 'EE' THEN '%a' WHEN 'E' THEN '%a' WHEN 'a' THEN '%p'
  WHEN 'DDD' THEN '%j' WHEN 'D' THEN '%-j' WHEN '''''' THEN ''''
  ELSE CASE WHEN t[1] = '''' AND length(t) > 2 THEN replace(t[2:-2], '%', '%%')
    WHEN regexp_matches(t, '^[^A-Za-z'']+$') THEN replace(t, '%', '%%') ELSE '%?' || t END END), '')`;

export const dates: SparkTopic = {
  title: 'Dates and times',
  functions: [
    {
      name: 'year',
      examples: [
        "year(DATE '2024-02-29')",
        "year(TIMESTAMP '1969-12-31 23:59:59')",
        'year(CAST(NULL AS DATE))',
      ],
    },
    { name: 'quarter', examples: ["quarter(DATE '2024-02-29')", "quarter(DATE '2024-12-31')"] },
    { name: 'month', examples: ["month(DATE '2024-02-29')"] },
    { name: 'day', examples: ["day(DATE '2024-02-29')"] },
    { name: 'dayofmonth', examples: ["dayofmonth(DATE '2024-02-29')"] },
    { name: 'dayofyear', examples: ["dayofyear(DATE '2024-12-31')"] },
    {
      name: 'weekofyear',
      examples: [
        "weekofyear(DATE '2024-12-30')",
        "weekofyear(DATE '2021-01-03')",
        "weekofyear(DATE '2020-12-31')",
      ],
    },
    {
      name: 'dayofweek',
      qualified: true,
      macro: '(d) AS system.main.dayofweek(d) + 1',
      note: 'Sunday is 1 on Spark, 0 on DuckDB.',
      examples: ["builtin.dayofweek(DATE '2024-01-07')", "builtin.dayofweek(DATE '2024-01-06')"],
    },
    {
      name: 'weekday',
      qualified: true,
      macro: '(d) AS isodow(d) - 1',
      note: 'Monday is 0 on Spark; Sunday is 0 on DuckDB.',
      examples: ["builtin.weekday(DATE '2024-01-07')", "builtin.weekday(DATE '2024-01-08')"],
    },
    {
      name: 'dayname',
      qualified: true,
      macro: '(d) AS system.main.dayname(d)[:3]',
      note: 'Three letters on Spark, the whole name on DuckDB.',
      examples: ["builtin.dayname(DATE '2024-01-07')"],
    },
    {
      name: 'monthname',
      qualified: true,
      macro: '(d) AS system.main.monthname(d)[:3]',
      note: 'As `dayname`.',
      examples: ["builtin.monthname(DATE '2024-09-07')"],
    },
    { name: 'hour', examples: ["hour(TIMESTAMP '2024-02-29 13:14:15.678')"] },
    { name: 'minute', examples: ["minute(TIMESTAMP '2024-02-29 13:14:15.678')"] },
    { name: 'second', examples: ["second(TIMESTAMP '2024-02-29 13:14:15.678')"] },
    {
      name: 'extract',
      note: 'Equal for year, quarter, month, week, day, hour, minute. Not for days of the week and seconds.',
      examples: [
        "extract(year FROM DATE '2024-02-29')",
        "extract(week FROM DATE '2024-12-30')",
        "extract(hour FROM TIMESTAMP '2024-02-29 13:14:15')",
        "date_part('month', DATE '2024-02-29')",
      ],
    },
    {
      name: 'date_add',
      macro: '(d, n) AS d + n',
      examples: [
        "date_add(DATE '2024-02-28', 2)",
        "date_add(DATE '2024-03-01', -1)",
        'date_add(CAST(NULL AS DATE), 1)',
        "date_add(DATE '2024-03-01', CAST(NULL AS INT))",
      ],
    },
    {
      name: 'date_sub',
      macro:
        '(d, n) AS CAST(d AS DATE) - CAST(n AS INTEGER), (part, a, b) AS system.main.date_sub(part, a, b)',
      examples: ["date_sub(DATE '2024-03-01', 1)", "date_sub(DATE '2024-03-01', -1)"],
    },
    {
      name: 'datediff',
      macro:
        '(later, earlier) AS CAST(later AS DATE) - CAST(earlier AS DATE), (part, a, b) AS system.main.datediff(part, a, b)',
      note: 'In days, the later one first.',
      examples: [
        "datediff(DATE '2024-03-01', DATE '2024-02-01')",
        "datediff(DATE '2024-01-01', DATE '2024-01-03')",
        "datediff(TIMESTAMP '2024-01-02 00:00:01', TIMESTAMP '2024-01-01 23:59:59')",
        "datediff(DATE '2024-01-01', CAST(NULL AS DATE))",
      ],
    },
    {
      name: 'date_diff',
      macro:
        '(later, earlier) AS CAST(later AS DATE) - CAST(earlier AS DATE), (part, a, b) AS system.main.date_diff(part, a, b)',
      note: 'As `datediff`.',
      examples: ["date_diff(DATE '2024-03-01', DATE '2024-02-01')"],
    },
    {
      name: 'add_months',
      macro: '(d, n) AS CAST(CAST(d AS DATE) + to_months(CAST(n AS INTEGER)) AS DATE)',
      examples: [
        "add_months(DATE '2024-01-31', 1)",
        "add_months(DATE '2024-02-29', 12)",
        "add_months(DATE '2024-03-31', -1)",
        'add_months(CAST(NULL AS DATE), 1)',
      ],
    },
    {
      name: 'months_between',
      macro: `(a, b) AS CASE
        WHEN day(a) = day(b) OR (last_day(a) = CAST(a AS DATE) AND last_day(b) = CAST(b AS DATE))
        THEN CAST((year(a) - year(b)) * 12 + month(a) - month(b) AS DOUBLE)
        ELSE round((year(a) - year(b)) * 12 + month(a) - month(b) + ((day(a) - day(b)) * 86400
          + epoch(CAST(a AS TIMESTAMP) - date_trunc('day', CAST(a AS TIMESTAMP)))
          - epoch(CAST(b AS TIMESTAMP) - date_trunc('day', CAST(b AS TIMESTAMP)))) / 2678400e0, 8) END`,
      examples: [
        "months_between(DATE '2024-03-31', DATE '2024-02-29')",
        "months_between(DATE '2024-03-15', DATE '2024-01-01')",
        "months_between(TIMESTAMP '1997-02-28 10:30:00', TIMESTAMP '1996-10-30 00:00:00')",
        "months_between(DATE '2024-01-01', DATE '2024-03-15')",
        "months_between(DATE '2024-01-01', CAST(NULL AS DATE))",
      ],
    },
    {
      name: 'last_day',
      examples: [
        "last_day(DATE '2024-02-01')",
        "last_day(DATE '2023-12-31')",
        'last_day(CAST(NULL AS DATE))',
      ],
    },
    {
      name: 'next_day',
      macro: `(d, name) AS CAST(d AS DATE) + CAST((CASE upper(name[:2]) WHEN 'MO' THEN 1 WHEN 'TU' THEN 2 WHEN 'WE' THEN 3
        WHEN 'TH' THEN 4 WHEN 'FR' THEN 5 WHEN 'SA' THEN 6 WHEN 'SU' THEN 7 END - isodow(CAST(d AS DATE)) + 6) % 7 + 1 AS INTEGER)`,
      examples: [
        "(SELECT max(next_day(d, 'Fri')) FROM (VALUES (DATE '2024-02-09'), (NULL)) AS t(d))",
        "next_day(DATE '2024-01-07', 'MON')",
        "next_day(DATE '2024-01-08', 'Monday')",
        "next_day(DATE '2024-01-08', 'SU')",
      ],
    },
    {
      name: 'trunc',
      macro: `(x) AS system.main.trunc(x), (x, n INTEGER) AS system.main.trunc(x, n),
        (d, unit VARCHAR) AS CAST(date_trunc(${truncUnit}, CAST(d AS DATE)) AS DATE)`,
      note: 'Of dates: units year, quarter, month, week.',
      examples: [
        "(SELECT max(trunc(d, 'month')) FROM (VALUES (DATE '2024-02-09'), (NULL)) AS t(d))",
        "trunc(DATE '2024-05-17', 'MM')",
        "trunc(DATE '2024-05-17', 'year')",
        "trunc(DATE '2024-05-17', 'quarter')",
        "trunc(DATE '2024-05-19', 'week')",
        "trunc(CAST(NULL AS DATE), 'year')",
      ],
    },
    {
      name: 'date_trunc',
      note: 'A timestamp on both, also of a date.',
      examples: [
        "date_trunc('month', TIMESTAMP '2024-05-17 13:14:15')",
        "date_trunc('week', DATE '2024-05-19')",
        "date_trunc('hour', TIMESTAMP '2024-05-17 13:14:15')",
        "date_trunc('quarter', DATE '2024-05-17')",
      ],
    },
    { name: 'make_date', examples: ['make_date(2024, 2, 29)', 'make_date(2024, CAST(NULL AS INT), 1)'] },
    { name: 'make_timestamp', examples: ['make_timestamp(2024, 2, 29, 13, 14, 15.5)'] },
    {
      name: 'to_date',
      macro: '(x) AS CAST(x AS DATE), (x, f) AS CAST(strptime(x, __strftime_pattern(f)) AS DATE)',
      note: formatNote,
      examples: [
        "(SELECT max(to_date(x, 'dd/MM/yyyy')) FROM (VALUES ('09/02/2024'), (NULL)) AS t(x))",
        "to_date('2024-02-29')",
        "to_date(TIMESTAMP '2024-02-29 23:59:59')",
        "to_date('29.02.2024', 'dd.MM.yyyy')",
        "to_date('20240229', 'yyyyMMdd')",
        "to_date('nonsense')",
        "to_date('2023-02-29', 'yyyy-MM-dd')",
        'to_date(CAST(NULL AS STRING))',
      ],
    },
    {
      name: 'try_to_date',
      macro: '(x) AS TRY_CAST(x AS DATE), (x, f) AS CAST(try_strptime(x, __strftime_pattern(f)) AS DATE)',
      note: 'As `to_date`, with NULL instead of an error.',
      examples: [
        "try_to_date('2024-02', 'yyyy-MM')",
        "try_to_date('2024-02-29')",
        "try_to_date('nonsense')",
        "try_to_date('29.02.2023', 'dd.MM.yyyy')",
      ],
    },
    {
      name: 'to_timestamp',
      macro: `(x VARCHAR) AS CAST(x AS TIMESTAMPTZ), (x) AS system.main.to_timestamp(x),
        (x, f) AS CAST(strptime(x, __strftime_pattern(f)) AS TIMESTAMPTZ)`,
      note: 'A number counts seconds since 1970. Patterns as in `to_date`.',
      examples: [
        "(SELECT max(to_timestamp(x)) FROM (VALUES ('2024-02-09 10:00:00'), (NULL)) AS t(x))",
        "to_timestamp('2024-02-29 13:14:15')",
        "to_timestamp('2024-02-29 13:14:15+02:00')",
        "to_timestamp('2024-02-29T13:14:15Z')",
        "to_timestamp('29/02/2024 1:05 PM', 'dd/MM/yyyy h:mm a')",
        "to_timestamp('nonsense')",
        'to_timestamp(CAST(NULL AS STRING))',
      ],
    },
    {
      name: 'try_to_timestamp',
      macro:
        '(x) AS TRY_CAST(x AS TIMESTAMPTZ), (x, f) AS CAST(try_strptime(x, __strftime_pattern(f)) AS TIMESTAMPTZ)',
      note: 'As `to_timestamp`, with NULL instead of an error.',
      examples: [
        "try_to_timestamp('2024-02-29 13:14:15.5')",
        "try_to_timestamp('nonsense')",
        "try_to_timestamp('2024-13-01', 'yyyy-MM-dd')",
      ],
    },
    {
      name: 'date_format',
      macro: '(x, f) AS strftime(CAST(x AS TIMESTAMP), __strftime_pattern(f))',
      note: formatNote,
      examples: [
        "(SELECT max(date_format(d, 'dd.MM.yy')) FROM (VALUES (DATE '2024-02-09'), (NULL)) AS t(d))",
        "date_format(DATE '2024-02-09', 'yyyy-MM-dd')",
        "date_format(TIMESTAMP '2024-02-09 13:04:05.678', 'd.M.yy H:mm:ss.SSS')",
        "date_format(TIMESTAMP '2024-02-09 13:04:05.678', 'hh:mm a')",
        "date_format(TIMESTAMP '2024-02-09 13:04:05.678', 'EEEE EEE E MMMM MMM D')",
        "date_format(DATE '2024-02-09', 'yyyyMM')",
        "date_format(DATE '2024-02-09', '100%')",
        "date_format(CAST(NULL AS DATE), 'yyyy')",
      ],
    },
    {
      name: 'unix_timestamp',
      macro:
        '(x) AS CAST(floor(epoch(CAST(x AS TIMESTAMP))) AS BIGINT), (x, f) AS CAST(epoch(strptime(x, __strftime_pattern(f))) AS BIGINT)',
      note: 'With an argument.',
      examples: [
        "unix_timestamp(TIMESTAMP '2024-02-29 13:14:15.9')",
        "unix_timestamp('2024-02-29', 'yyyy-MM-dd')",
        "unix_timestamp(DATE '1969-12-31')",
      ],
    },
    {
      name: 'from_unixtime',
      macro: `(n) AS strftime(make_timestamp(CAST(n AS BIGINT) * 1000000), '%Y-%m-%d %H:%M:%S'),
        (n, f) AS strftime(make_timestamp(CAST(n AS BIGINT) * 1000000), __strftime_pattern(f))`,
      examples: [
        'from_unixtime(0)',
        'from_unixtime(-1)',
        "from_unixtime(1709212455, 'yyyy/MM')",
        'from_unixtime(CAST(NULL AS BIGINT))',
      ],
    },
    {
      name: 'timestamp_seconds',
      macro: '(n) AS to_timestamp(n)',
      examples: ['timestamp_seconds(1709212455)', 'timestamp_seconds(1.5)', 'timestamp_seconds(-1)'],
    },
    {
      name: 'timestamp_millis',
      macro: '(n) AS CAST(make_timestamp(CAST(n AS BIGINT) * 1000) AS TIMESTAMPTZ)',
      examples: ['timestamp_millis(1709212455678)', 'timestamp_millis(-1)'],
    },
    {
      name: 'timestamp_micros',
      macro: '(n) AS CAST(make_timestamp(CAST(n AS BIGINT)) AS TIMESTAMPTZ)',
      examples: ['timestamp_micros(1709212455678901)'],
    },
    {
      name: 'unix_seconds',
      macro: '(t) AS CAST(floor(epoch_us(t) / 1e6) AS BIGINT)',
      examples: [
        "unix_seconds(CAST('2024-02-29 13:14:15.9' AS TIMESTAMP))",
        "unix_seconds(CAST('1969-12-31 23:59:59.5' AS TIMESTAMP))",
      ],
    },
    {
      name: 'unix_millis',
      macro: '(t) AS CAST(floor(epoch_us(t) / 1e3) AS BIGINT)',
      examples: ["unix_millis(CAST('2024-02-29 13:14:15.9876' AS TIMESTAMP))"],
    },
    {
      name: 'unix_micros',
      macro: '(t) AS epoch_us(t)',
      examples: ["unix_micros(CAST('2024-02-29 13:14:15.987654' AS TIMESTAMP))"],
    },
    {
      name: 'unix_date',
      macro: "(d) AS d - DATE '1970-01-01'",
      examples: ["unix_date(DATE '2024-02-29')", "unix_date(DATE '1969-12-31')"],
    },
    {
      name: 'date_from_unix_date',
      macro: "(n) AS DATE '1970-01-01' + CAST(n AS INTEGER)",
      examples: ['date_from_unix_date(19782)', 'date_from_unix_date(-1)'],
    },
    {
      name: 'from_utc_timestamp',
      macro: '(t, zone) AS timezone(zone, CAST(t AS TIMESTAMPTZ))',
      examples: [
        "from_utc_timestamp(TIMESTAMP '2024-07-01 12:00:00', 'Europe/Berlin')",
        "from_utc_timestamp(TIMESTAMP '2024-01-01 12:00:00', 'America/New_York')",
      ],
    },
    {
      name: 'to_utc_timestamp',
      macro: '(t, zone) AS timezone(zone, CAST(t AS TIMESTAMP))',
      examples: ["to_utc_timestamp(TIMESTAMP '2024-07-01 12:00:00', 'Europe/Berlin')"],
    },
  ],
};
