// Caches the result of an asynchronous load, and loads again after a failure.

/**
 * Returns a function that calls `load` at its first call and returns the same promise at later calls. After a failure,
 * the next call loads again.
 */
export function onceLoaded<T>(load: () => Promise<T>): () => Promise<T> {
  let loaded: Promise<T> | undefined;
  return () => {
    loaded ??= load().catch((error: unknown) => {
      loaded = undefined;
      throw error;
    });
    return loaded;
  };
}
