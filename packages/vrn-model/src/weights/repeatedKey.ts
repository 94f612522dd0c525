// A key that stands twice in one object of a JSON text: JSON.parse takes the last one and says nothing.

/** The first key that an object of the text has twice, or undefined. The text must be JSON. */
export function repeatedKey(text: string): string | undefined {
  /** Keys so far of each object that is open; arrays have none. */
  const open: (Set<string> | undefined)[] = [];
  // Strings whole, so that braces within them do not count, with the colon that makes one a key.
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
