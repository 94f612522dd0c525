// Implements the service worker, which caches the pages and the files that they load, so that they work offline.

/** Version and files of the pages; the build replaces the placeholder. */
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

/** Names of the caches: one for this version of the pages, one for files whose names change with their content. */
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
 * Fetches and caches those of the given files that belong to this site and are in no cache, for example because they
 * were loaded before this worker was active. A file that cannot be fetched is skipped.
 */
async function keepFiles(addresses: readonly string[]): Promise<void> {
  const cache = await scope.caches.open(FILES);
  for (const address of addresses.filter((each) => each.startsWith(scope.registration.scope))) {
    if ((await scope.caches.match(address)) === undefined) await cache.add(address).catch(() => {});
  }
}

/**
 * Answers a request. A page comes from the network; if that fails, from the caches, which answer with the first page if
 * they lack this one. Any other file comes from the caches; if they lack it, from the network. Files of `assets` and
 * `models` from the network are then cached, because their names change with their content.
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
