export function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

/** The end of a line's content, before its line break. */
export function lineEnd(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  if (end === -1) return text.length;
  return text[end - 1] === '\r' ? end - 1 : end;
}

export function nextLine(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end === -1 ? text.length : end + 1;
}

/** The line break that a line ends with; of the last line, the one before it. */
export function lineBreakAt(text: string, offset: number): string {
  const end = text.indexOf('\n', offset);
  const at = end === -1 ? text.lastIndexOf('\n') : end;
  return text[at - 1] === '\r' ? '\r\n' : '\n';
}
