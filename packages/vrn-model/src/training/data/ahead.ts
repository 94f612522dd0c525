// Prefetches the values of an asynchronous generator.

/**
 * Yields the same values in the same order, and prefetches `count` of them while the caller uses one. An error is
 * thrown in place of the value that failed. When the caller stops early, pending values are awaited and the source is
 * closed.
 */
export async function* ahead<T>(source: AsyncGenerator<T>, count: number): AsyncGenerator<T> {
  const queue: Promise<IteratorResult<T>>[] = [];
  const fetch = (): void => {
    const next = source.next();
    next.catch(() => {}); // Rethrown where the promise is awaited.
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
