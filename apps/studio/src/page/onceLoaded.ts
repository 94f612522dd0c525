// Loads something once, and again only after a failure.

/**
 * Returns a function that runs `load` when it is first called, and then returns the same promise. After a failure, the
 * next call runs `load` again.
 */
export function onceLoaded<T>(load: () => Promise<T>): () => Promise<T> {
  let loading: Promise<T> | undefined;
  return () => {
    loading ??= load().catch((cause: unknown) => {
      loading = undefined;
      throw cause;
    });
    return loading;
  };
}
