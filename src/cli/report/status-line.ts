/** One line on stderr that is written over and over while something takes long; only on a terminal. */
export interface StatusLine {
  show(text: string): void;
  clear(): void;
}

export function statusLine(options: { json?: boolean; quiet?: boolean }): StatusLine {
  const out = process.stderr;
  if (!out.isTTY || options.json || options.quiet) return { show: () => {}, clear: () => {} };
  let shown = false;
  return {
    show(text) {
      out.write(`\r\u001b[2K${text}`);
      shown = true;
    },
    clear() {
      if (shown) out.write('\r\u001b[2K');
      shown = false;
    },
  };
}
