// Tests loading weights and cards in Node and with fetch: progress, abort, incomplete files, unknown names.
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadPretrained, readCard, readWeights, WEIGHTS, type WeightsName, weightsUrl } from '../src/index.js';

const [NAME] = WEIGHTS;

/** Compares bytes; `toEqual` takes minutes for megabytes. */
const isSame = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;

const NAMES = /name must be 'people-64-fine' or 'people-64' or 'landmarks-mask-64', got/;

describe('loadPretrained', () => {
  it('returns the weights and the card, and reports progress', async () => {
    const seen: (readonly [number, number])[] = [];
    const { weights, card } = await loadPretrained(NAME, { onProgress: (...each) => seen.push(each) });
    expect(isSame(weights, await readWeights(NAME))).toBe(true);
    expect(card).toEqual(await readCard(NAME));
    expect(seen[0]).toEqual([0, card.bytes]);
    expect(seen.at(-1)).toEqual([card.bytes, card.bytes]);
  });

  it('stops with the reason of its signal', async () => {
    const reason = new Error('enough');
    await expect(loadPretrained(NAME, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  it('stops with that reason while it reads', async () => {
    const [reason, controller] = [new Error('enough'), new AbortController()];
    const loading = loadPretrained(NAME, { signal: controller.signal });
    controller.abort(reason);
    await expect(loading).rejects.toBe(reason);
  });

  it('refuses unknown options', async () => {
    await expect(loadPretrained(NAME, { progress: () => {} } as never)).rejects.toThrow(/got 'progress'/);
  });
});

describe('an unknown name', () => {
  it.each(['nope', 'toString', ''])("'%s' is refused with a list of the names", async (name) => {
    await expect(readWeights(name as WeightsName)).rejects.toThrow(NAMES);
    await expect(readCard(name as WeightsName)).rejects.toThrow(NAMES);
    await expect(loadPretrained(name as WeightsName)).rejects.toThrow(NAMES);
    expect(() => weightsUrl(name as WeightsName)).toThrow(NAMES);
  });
});

describe('loadPretrained with fetch', () => {
  let server: Server;
  let address: string;
  let cut = false;

  beforeAll(async () => {
    server = createServer((request, response) => {
      const bytes = readFileSync(new URL(`..${request.url}`, import.meta.url));
      response.end(cut && request.url!.endsWith('.safetensors') ? bytes.subarray(0, 1000) : bytes);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterAll(() => {
    server.close();
  });

  /** Imports the module with an http address of the server as `import.meta.url`, as in a page. */
  async function served(): Promise<typeof import('../src/index.js')> {
    const { transform } = await import('esbuild');
    const source = readFileSync(new URL('../src/index.ts', import.meta.url), 'utf8');
    const { code } = await transform(source, { loader: 'ts' });
    const placed = code.replaceAll('import.meta.url', JSON.stringify(`${address}/src/index.js`));
    return import(/* @vite-ignore */ `data:text/javascript;base64,${Buffer.from(placed).toString('base64')}`);
  }

  it('reports bytes as they arrive, and returns the same weights', async () => {
    const seen: number[] = [];
    const { weights } = await (await served()).loadPretrained(NAME, { onProgress: (bytes) => seen.push(bytes) });
    expect(isSame(weights, await readWeights(NAME))).toBe(true);
    expect(seen.length).toBeGreaterThan(3);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
  });

  it('refuses an incomplete file', async () => {
    cut = true;
    await expect((await served()).loadPretrained(NAME)).rejects.toThrow(
      /must have \d+ bytes, got 1000: the file is incomplete/,
    );
    cut = false;
  });
});
