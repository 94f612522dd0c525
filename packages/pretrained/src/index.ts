// Where the trained weights lie, and how to read them in Node and in a browser.

/** What is known of a network: data, seeds, steps, held-out scores, licence, how to remake it. */
export interface Card {
  readonly name: string;
  readonly file: string;
  /** SHA-256 of the file, hexadecimal. */
  readonly sha256: string;
  readonly bytes: number;
  readonly licence: string;
  readonly [field: string]: unknown;
}

/** The networks in this package. */
export const WEIGHTS = ['landmarks-mask-64'] as const;

export type WeightsName = (typeof WEIGHTS)[number];

/** The network that suits photographs best. */
export const DEFAULT_WEIGHTS: WeightsName = 'landmarks-mask-64';

/** A network's bytes and its card. */
export interface Pretrained {
  /** A safetensors file, for `loadVRN` of `@vrn/model`. */
  readonly weights: Uint8Array;
  readonly card: Card;
}

export interface LoadPretrainedOptions {
  /** Called with the bytes that have arrived, and with all there are. */
  readonly onProgress?: (loaded: number, total: number) => void;
  /** Stops the transfer: its reason is thrown. */
  readonly signal?: AbortSignal;
}

/** Whole addresses, not templates: bundlers find files by literal strings beside `import.meta.url`. */
const URLS: Readonly<Record<WeightsName, { readonly weights: () => URL; readonly card: () => URL }>> = {
  'landmarks-mask-64': {
    weights: () => new URL('../weights/landmarks-mask-64.safetensors', import.meta.url),
    card: () => new URL('../weights/landmarks-mask-64.json', import.meta.url),
  },
};

/**
 * Address of a network's safetensors file: a `file:` URL in Node, an `http:` one where a bundler or server puts it.
 *
 * @throws {Error} for a name that is not in `WEIGHTS`; the message lists them.
 */
export const weightsUrl = (name: WeightsName): URL => urlsOf('weightsUrl', name).weights();

/**
 * Address of a network's card, a JSON file.
 *
 * @throws {Error} for a name that is not in `WEIGHTS`; the message lists them.
 */
export const cardUrl = (name: WeightsName): URL => urlsOf('cardUrl', name).card();

/**
 * Bytes of a network, for `loadVRN` of `@vrn/model`.
 *
 * @throws {Error} for a name that is not in `WEIGHTS`, and where the file cannot be read.
 *
 * @example
 * const vrn = loadVRN(await readWeights(DEFAULT_WEIGHTS));
 */
export async function readWeights(name: WeightsName): Promise<Uint8Array> {
  return read('readWeights', urlsOf('readWeights', name).weights());
}

/**
 * A network's card.
 *
 * @throws {Error} for a name that is not in `WEIGHTS`, and where the file cannot be read.
 */
export async function readCard(name: WeightsName): Promise<Card> {
  return cardOf(await read('readCard', urlsOf('readCard', name).card()));
}

/**
 * Loads a network's weights and its card: from disk in Node, by `fetch` in a browser.
 *
 * @param name  Default: the network that suits photographs best.
 * @returns  weights for `loadVRN`, and the card that describes them.
 * @throws {Error} for a name that is not in `WEIGHTS`, where a file cannot be read or is incomplete; the signal's reason
 *   when it is aborted.
 *
 * @example
 * const { weights, card } = await loadPretrained('landmarks-mask-64', {
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
    // By a name that bundlers for browsers do not look for.
    const name = ['node:fs', 'promises'].join('/');
    const { readFile }: typeof import('node:fs/promises') = await import(
      /* webpackIgnore: true */ /* @vite-ignore */ name
    );
    const bytes = new Uint8Array(await readFile(url, signal === undefined ? {} : { signal }));
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
