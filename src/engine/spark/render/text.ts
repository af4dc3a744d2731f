/** A text as Python writes it: JSON's notation is a part of Python's. */
export function pythonText(text: string): string {
  return JSON.stringify(text);
}
