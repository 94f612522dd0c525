// Prefetches the values of an asynchronous generator.

/**
 * Yields the values of `source` in order, and prefetches the next `count` while the caller uses one. An error is thrown
 * in place of the value that failed. When the caller stops early, pending values are awaited and the source is closed.
 */
export async function* ahead<T>(source: AsyncGenerator<T>, count: number): AsyncGenerator<T> {
  const queue: Promise<IteratorResult<T>>[] = [];
  const fetch = (): void => {
    const next = source.next();
    next.catch(() => {}); // Prevents an unhandled rejection; awaiting `next` still throws.
    queue.push(next);
  };
  try {
    fetch();
    while (true) {
      const { done, value } = await queue.shift()!;
      if (done) return;
      while (queue.length < count) fetch();
      yield value;
      if (queue.length === 0) fetch();
    }
  } finally {
    await source.return(undefined);
  }
}
