// Finds duplicate keys in the objects of a JSON text. JSON.parse silently keeps only the last value of such a key.

/** Returns the first key that occurs twice in one object, or undefined. The text must be valid JSON. */
export function repeatedKey(text: string): string | undefined {
  /** Keys so far of each open object; undefined for open arrays. */
  const open: (Set<string> | undefined)[] = [];
  // Match complete strings, so that braces inside them are skipped. A string followed by a colon is a key.
  for (const [token, quoted, colon] of text.matchAll(/("[^"\\]*(?:\\.[^"\\]*)*")(\s*:)?|[{}[\]]/g)) {
    if (token === '{') open.push(new Set());
    else if (token === '[') open.push(undefined);
    else if (quoted === undefined) open.pop();
    else if (colon !== undefined) {
      const key = JSON.parse(quoted) as string;
      const keys = open.at(-1)!;
      if (keys.has(key)) return key;
      keys.add(key);
    }
  }
  return undefined;
}
