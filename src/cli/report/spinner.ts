const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

/** The picture of a spinner that has been drawn so many times. */
export function spinner(drawn: number): string {
  return frames[drawn % frames.length] ?? '';
}
