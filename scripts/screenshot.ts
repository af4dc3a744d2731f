/**
 * Draws what a command prints on a terminal as an SVG, for the README:
 *
 *   node scripts/screenshot.ts docs/images/demo.svg npm run demo
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

const colours: Readonly<Record<number, string>> = {
  31: '#e5484d',
  32: '#30a46c',
  33: '#f5d90a',
  36: '#12a5c0',
};
const foreground = '#e6e6e6';
const [lineHeight, charWidth, margin, widest] = [19, 8.43, 20, 110];

interface Span {
  readonly text: string;
  readonly style: string;
}

/** Splits a line at its SGR sequences: bold, dim, and the colours above. */
function spans(line: string): Span[] {
  let [colour, weight, opacity] = [foreground, 'normal', '1'];
  return line.split('\u001b[').flatMap((part, index) => {
    const [, codes = '', text = part] = (index > 0 && /^([\d;]*)m(.*)$/s.exec(part)) || [];
    for (const code of codes.split(';').map(Number)) {
      if (index === 0) break;
      if (code === 0) [colour, weight, opacity] = [foreground, 'normal', '1'];
      else if (code === 1) weight = 'bold';
      else if (code === 2) opacity = '0.6';
      else if (code === 22) [weight, opacity] = ['normal', '1'];
      else if (code === 39) colour = foreground;
      else colour = colours[code] ?? colour;
    }
    const style = `fill="${colour}" font-weight="${weight}" opacity="${opacity}"`;
    return text === '' ? [] : [{ text, style }];
  });
}

/** Spaces are made hard: SVG would run them together. */
function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(' ', '\u00a0');
}

function cut(line: readonly Span[]): Span[] {
  let room = widest;
  return line.flatMap(({ text, style }) => {
    const shown = text.length > room ? `${text.slice(0, Math.max(0, room - 1))}…` : text;
    const fits = room > 0;
    room -= text.length;
    return fits ? [{ text: shown, style }] : [];
  });
}

const [target, command, ...argv] = process.argv.slice(2);
if (!target || !command) throw new Error('usage: screenshot.ts FILE COMMAND [ARG …]');
const { stdout, status } = spawnSync(command, argv, {
  encoding: 'utf8',
  env: { ...process.env, FORCE_COLOR: '1' },
  stdio: ['ignore', 'pipe', 'inherit'],
});
if (status !== 0) throw new Error(`${command} ended with ${status}`);
const lines = stdout
  .trimEnd()
  .split('\n')
  .filter((line) => !line.startsWith('> '));
const width = Math.round(widest * charWidth + 2 * margin);
const height = lines.length * lineHeight + 2 * margin;
const text = lines.map((line, row) => {
  const parts = cut(spans(line)).map((span) => `<tspan ${span.style}>${escaped(span.text)}</tspan>`);
  return `<text x="${margin}" y="${margin + (row + 1) * lineHeight - 5}">${parts.join('')}</text>`;
});
mkdirSync(dirname(target), { recursive: true });
writeFileSync(
  target,
  `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14">
<title>${escaped([command, ...argv].join(' '))}</title>
<rect width="100%" height="100%" rx="8" fill="#16181d"/>
${text.join('\n')}
</svg>
`,
);
