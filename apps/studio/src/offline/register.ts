// Registers the service worker, and tells it which files to keep.

/** Registers the service worker, in the built page only. A failure prints a warning on the console. */
export function registerServiceWorker(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  void navigator.serviceWorker.register('./serviceWorker.js').catch((error: unknown) => {
    console.warn(`The page will not work without a connection: ${String(error)}`);
  });
}

/**
 * Tells the service worker to keep the files that the page has loaded, and others, for use without a connection.
 *
 * @param loaded  addresses of the others: files that the page's worker has loaded, or that are still to be fetched.
 */
export async function keepOffline(loaded: readonly string[]): Promise<void> {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  const { active } = await navigator.serviceWorker.ready;
  const own = performance.getEntriesByType('resource').map(({ name }) => name);
  active?.postMessage({ keep: [...new Set([...own, ...loaded])].filter((each) => /^https?:/.test(each)) });
}
