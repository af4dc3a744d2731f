/** Attributes of an element; those that are undefined are left out. */
export type Attributes = Readonly<Record<string, string | number | undefined>>;

/** An element with what is in it: markup, or text to be escaped. */
export function element(name: string, attributes: Attributes, content = '', isText = false): string {
  const written = Object.entries(attributes)
    .flatMap(([key, value]) => (value === undefined ? [] : [` ${key}="${attribute(value)}"`]))
    .join('');
  const inside = isText ? escaped(content) : content;
  return inside === '' ? `<${name}${written}/>` : `<${name}${written}>${inside}</${name}>`;
}

export function text(
  {
    x,
    y,
    class: style,
    anchor,
  }: {
    readonly x: number;
    readonly y: number;
    readonly class: string;
    readonly anchor?: 'start' | 'middle' | 'end';
  },
  content: string,
): string {
  return element('text', { x, y, class: style, 'text-anchor': anchor }, content, true);
}

/**
 * A picture that fills the width it is given, up to 960 pixels. Units are pixels at 800; where it is narrow, text
 * keeps a size that can be read.
 */
export function page(
  {
    width,
    height,
    title,
    styles,
  }: { readonly width: number; readonly height: number; readonly title: string; readonly styles: string },
  parts: readonly string[],
): string {
  const attributes = {
    xmlns: 'http://www.w3.org/2000/svg',
    viewBox: `0 0 ${width} ${Math.ceil(height)}`,
    role: 'img',
    style: 'width: 100%; max-width: 960px; height: auto; display: block; margin: 0 auto',
  };
  const content = [
    element('title', {}, title, true),
    element('style', {}, `${common}${styles}`),
    element('rect', { width, height: Math.ceil(height), class: 'page' }),
    ...parts,
  ];
  return `${element('svg', attributes, `\n${content.join('\n')}\n`)}\n`;
}

const common = `
text { font: 13px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; fill: #1f2328; stroke: #fff; stroke-width: 4px; paint-order: stroke }
.page { fill: #fff } .title { font-size: 21px; font-weight: 650 } .heading { font-size: 14px; font-weight: 650 }
.label { font-weight: 500 } .note, .value, .tick, .key { fill: #59636e } .value { font-variant-numeric: tabular-nums }
@media (max-width: 560px) {
  text { font-size: 21px } .title { font-size: 25px } .heading { font-size: 22px } .odd { display: none } .note { font-size: 17px }
}
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3; stroke: #0d1117 } .page { fill: #0d1117 } .note, .value, .tick, .key { fill: #9198a1 }
}`;

function attribute(value: string | number): string {
  return typeof value === 'number' ? String(Math.round(value * 100) / 100) : escaped(value);
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escaped(content: string): string {
  // Characters that XML cannot hold at all are no part of any name that matters.
  return content.replace(/[&<>"]/g, (sign) => entities[sign] ?? sign).replace(/[^\P{Cc}\t\n]/gu, '');
}
