export function wholeNumber(name: string, text: string, min = 0): number {
  if (!/^(0|[1-9]\d*)$/.test(text) || Number(text) < min)
    fail(`--${name}: "${text}" is not a whole number of at least ${min}.`);
  return Number(text);
}

export function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}

export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
