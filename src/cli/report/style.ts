import { styleText } from 'node:util';

type Format = Parameters<typeof styleText>[0];

/**
 * Colours for one stream: only on a terminal, and as NO_COLOR, FORCE_COLOR and NODE_DISABLE_COLORS say
 * (https://no-color.org).
 */
export interface Style {
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  green(text: string): string;
  yellow(text: string): string;
  cyan(text: string): string;
}

export function styleFor(stream: NodeJS.WriteStream): Style {
  const with_ = (format: Format) => (text: string) => styleText(format, text, { stream });
  return {
    bold: with_('bold'),
    dim: with_('dim'),
    red: with_('red'),
    green: with_('green'),
    yellow: with_('yellow'),
    cyan: with_('cyan'),
  };
}
