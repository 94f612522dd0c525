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

/** The one that suits photographs best. */
export const DEFAULT_WEIGHTS: WeightsName = 'landmarks-mask-64';

/** Address of a network's safetensors file: a `file:` URL in Node, an `http:` one where a bundler or server puts it. */
export const weightsUrl = (name: WeightsName): URL => new URL(`../weights/${name}.safetensors`, import.meta.url);

/** Address of a network's card, a JSON file. */
export const cardUrl = (name: WeightsName): URL => new URL(`../weights/${name}.json`, import.meta.url);

/**
 * Bytes of a network, for `loadVRN` of `@vrn/model`.
 *
 * @example
 * const vrn = loadVRN(await readWeights(DEFAULT_WEIGHTS));
 */
export async function readWeights(name: WeightsName): Promise<Uint8Array> {
  return read(weightsUrl(name));
}

/** A network's card. */
export async function readCard(name: WeightsName): Promise<Card> {
  return JSON.parse(new TextDecoder().decode(await read(cardUrl(name)))) as Card;
}

async function read(url: URL): Promise<Uint8Array> {
  if (url.protocol === 'file:') {
    // By a name that bundlers for browsers do not look for.
    const name = ['node:fs', 'promises'].join('/');
    const { readFile }: typeof import('node:fs/promises') = await import(
      /* webpackIgnore: true */ /* @vite-ignore */ name
    );
    return new Uint8Array(await readFile(url));
  }
  const response = await fetch(url);
  if (!response.ok) throw new Error(`readWeights: ${url.href} must be served, got status ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}
