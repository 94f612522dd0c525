// Locates the trained weights and loads them in Node.js and in browsers.

/** Description of a network: data, seeds, steps, held-out scores, licence, and the command that reproduces it. */
export interface Card {
  readonly name: string;
  readonly file: string;
  /** SHA-256 of the file, hexadecimal. */
  readonly sha256: string;
  readonly bytes: number;
  readonly licence: string;
  readonly [field: string]: unknown;
}

/** Names of the networks in this package. */
export const WEIGHTS = ['people-64-fine', 'people-64', 'landmarks-mask-64'] as const;

export type WeightsName = (typeof WEIGHTS)[number];

/** Name of the network that works best on photographs. */
export const DEFAULT_WEIGHTS: WeightsName = 'people-64-fine';

/** The weights of a network and its card. */
export interface Pretrained {
  /** A safetensors file, for `loadVRN` of `@vrn/model`. */
  readonly weights: Uint8Array;
  readonly card: Card;
}

export interface LoadPretrainedOptions {
  /** Called with the number of bytes of the weights received so far (0 in the first call) and their total number. */
  readonly onProgress?: (loaded: number, total: number) => void;
  /** Aborts the transfer; `loadPretrained` then throws the signal's reason. */
  readonly signal?: AbortSignal;
}

/** URLs of all files. They are literals rather than templates, because bundlers find files by literal URLs only. */
const URLS: Readonly<Record<WeightsName, { readonly weights: () => URL; readonly card: () => URL }>> = {
  'people-64-fine': {
    weights: () => new URL('../weights/people-64-fine.safetensors', import.meta.url),
    card: () => new URL('../weights/people-64-fine.json', import.meta.url),
  },
  'people-64': {
    weights: () => new URL('../weights/people-64.safetensors', import.meta.url),
    card: () => new URL('../weights/people-64.json', import.meta.url),
  },
  'landmarks-mask-64': {
    weights: () => new URL('../weights/landmarks-mask-64.safetensors', import.meta.url),
    card: () => new URL('../weights/landmarks-mask-64.json', import.meta.url),
  },
};

/**
 * Returns the URL of a network's safetensors file: a `file:` URL in Node.js, an `http:` or `https:` URL in a page.
 *
 * @throws {Error} for a name that is not in `WEIGHTS`; the message lists the names
 */
export const weightsUrl = (name: WeightsName): URL => urlsOf('weightsUrl', name).weights();

/**
 * Returns the URL of a network's card, a JSON file.
 *
 * @throws {Error} for a name that is not in `WEIGHTS`; the message lists the names
 */
export const cardUrl = (name: WeightsName): URL => urlsOf('cardUrl', name).card();

/**
 * Reads the weights of a network.
 *
 * @returns  a safetensors file, for `loadVRN` of `@vrn/model`.
 * @throws {Error} for a name that is not in `WEIGHTS`, and if the file cannot be read
 *
 * @example
 * const vrn = loadVRN(await readWeights(DEFAULT_WEIGHTS));
 */
export async function readWeights(name: WeightsName): Promise<Uint8Array> {
  return read('readWeights', urlsOf('readWeights', name).weights());
}

/**
 * Reads the card of a network.
 *
 * @throws {Error} for a name that is not in `WEIGHTS`, and if the file cannot be read
 */
export async function readCard(name: WeightsName): Promise<Card> {
  return cardOf(await read('readCard', urlsOf('readCard', name).card()));
}

/**
 * Loads the weights of a network and its card: from disk in Node.js, with `fetch` in browsers.
 *
 * @param name  one of `WEIGHTS`. Default: `DEFAULT_WEIGHTS`, the network that works best on photographs.
 * @returns     weights for `loadVRN`, and the card that describes them.
 * @throws {Error} for a name that is not in `WEIGHTS`, an unknown option, and a file that cannot be read or whose
 *   length is not that on the card; the reason of the signal if it aborts
 *
 * @example
 * const { weights, card } = await loadPretrained('people-64-fine', {
 *   onProgress: (loaded, total) => console.log(`${Math.round((100 * loaded) / total)} %`),
 * });
 * const vrn = loadVRN(weights);
 */
export async function loadPretrained(
  name: WeightsName = DEFAULT_WEIGHTS,
  options: LoadPretrainedOptions = {},
): Promise<Pretrained> {
  const urls = urlsOf('loadPretrained', name);
  const unknown = Object.keys(options).filter((option) => option !== 'onProgress' && option !== 'signal');
  if (unknown.length > 0) {
    throw new Error(`loadPretrained: options must be onProgress, signal, got '${unknown.join("', '")}'`);
  }
  const { onProgress, signal } = options;
  const card = cardOf(await read('loadPretrained', urls.card(), signal));
  onProgress?.(0, card.bytes);
  const weights = await read('loadPretrained', urls.weights(), signal, (loaded) => onProgress?.(loaded, card.bytes));
  if (weights.length !== card.bytes) {
    throw new Error(
      `loadPretrained: ${name} must have ${card.bytes} bytes, got ${weights.length}: the file is incomplete`,
    );
  }
  return { weights, card };
}

function urlsOf(caller: string, name: WeightsName): (typeof URLS)[WeightsName] {
  if (Object.hasOwn(URLS, name)) return URLS[name];
  throw new Error(`${caller}: name must be ${WEIGHTS.map((each) => `'${each}'`).join(' or ')}, got '${String(name)}'`);
}

const cardOf = (bytes: Uint8Array): Card => JSON.parse(new TextDecoder().decode(bytes)) as Card;

async function read(
  caller: string,
  url: URL,
  signal?: AbortSignal,
  onLoaded: (bytes: number) => void = () => {},
): Promise<Uint8Array> {
  signal?.throwIfAborted();
  if (url.protocol === 'file:') {
    // The module name is computed, so that bundlers for browsers do not resolve it.
    const name = ['node:fs', 'promises'].join('/');
    const { readFile }: typeof import('node:fs/promises') = await import(
      /* webpackIgnore: true */ /* @vite-ignore */ name
    );
    // Node throws an error of its own, not the signal's reason.
    const read = readFile(url, { signal }).catch((error: unknown) => {
      signal?.throwIfAborted();
      throw error;
    });
    const bytes = new Uint8Array(await read);
    onLoaded(bytes.length);
    return bytes;
  }
  const response = await fetch(url, signal === undefined ? {} : { signal });
  if (!response.ok) throw new Error(`${caller}: ${url.href} must be served, got status ${response.status}`);
  if (response.body === null) return new Uint8Array(await response.arrayBuffer());
  const chunks: Uint8Array[] = [];
  let loaded = 0;
  const reader = response.body.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    chunks.push(next.value);
    loaded += next.value.length;
    onLoaded(loaded);
  }
  const bytes = new Uint8Array(loaded);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
