// Values of a generator, fetched before they are asked for.

/**
 * The same values in the same order, `count` of them being made while the caller works on one. An error is thrown where its
 * value would have come. When the caller stops early, what is being made is waited for, and the source is closed.
 */
export async function* ahead<T>(source: AsyncGenerator<T>, count: number): AsyncGenerator<T> {
  const queue: Promise<IteratorResult<T>>[] = [];
  const fetch = (): void => {
    const next = source.next();
    next.catch(() => {}); // thrown where it is awaited
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
