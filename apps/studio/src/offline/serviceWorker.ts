// Implements the service worker, which stores the page and the files that it has loaded, so that it works offline.

/** Version and files of the page; the build replaces the placeholder. */
const shell = '__SHELL__' as unknown as { readonly version: string; readonly files: readonly string[] };

/** The part of a service worker's global scope that is used here. */
interface Scope {
  readonly caches: CacheStorage;
  readonly registration: { readonly scope: string };
  readonly clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
  addEventListener(
    type: 'install' | 'activate' | 'fetch' | 'message',
    listener: (event: {
      readonly data: unknown;
      readonly request: Request;
      waitUntil(work: Promise<unknown>): void;
      respondWith(response: Promise<Response>): void;
    }) => void,
  ): void;
}

const scope = globalThis as unknown as Scope;

/** Names of the caches: of the page in one version, and of files whose names change with their content. */
const PAGE = `vrn-studio-page-${shell.version}`;
const FILES = 'vrn-studio-files';

const absolute = (path: string): string => new URL(path, scope.registration.scope).href;

scope.addEventListener('install', (event) => {
  const fill = async (): Promise<void> => {
    const cache = await scope.caches.open(PAGE);
    await cache.addAll(shell.files.map(absolute));
    await scope.skipWaiting();
  };
  event.waitUntil(fill());
});

scope.addEventListener('activate', (event) => {
  const clean = async (): Promise<void> => {
    for (const name of await scope.caches.keys()) {
      if (name.startsWith('vrn-studio-page-') && name !== PAGE) await scope.caches.delete(name);
    }
    await scope.clients.claim();
  };
  event.waitUntil(clean());
});

scope.addEventListener('message', (event) => {
  const { keep } = event.data as { readonly keep: readonly string[] };
  event.waitUntil(keepFiles(keep));
});

scope.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method === 'GET' && request.url.startsWith(scope.registration.scope)) {
    event.respondWith(answer(request));
  }
});

/**
 * Fetches and keeps files of the page that no cache holds: those loaded before this worker was active. A file that
 * cannot be fetched again is left out.
 */
async function keepFiles(addresses: readonly string[]): Promise<void> {
  const cache = await scope.caches.open(FILES);
  for (const address of addresses.filter((each) => each.startsWith(scope.registration.scope))) {
    if ((await scope.caches.match(address)) === undefined) await cache.add(address).catch(() => {});
  }
}

/**
 * Answers a request: for a page from the network, or from the caches if the network fails; for another file from the
 * caches, or from the network. Keeps files of `assets` and `models` from the network: their names change with content.
 */
async function answer(request: Request): Promise<Response> {
  const isPage = request.mode === 'navigate';
  if (!isPage) {
    const kept = await scope.caches.match(request, { ignoreVary: true });
    if (kept !== undefined) return kept;
  }
  try {
    const response = await fetch(request);
    if (response.ok && !isPage && /\/(?:assets|models)\//.test(request.url)) {
      await (await scope.caches.open(FILES)).put(request, response.clone());
    }
    return response;
  } catch (error) {
    const page = isPage ? await scope.caches.match(request, { ignoreSearch: true }) : undefined;
    const kept = isPage ? (page ?? (await scope.caches.match(absolute('./')))) : undefined;
    if (kept === undefined) throw error;
    return kept;
  }
}
