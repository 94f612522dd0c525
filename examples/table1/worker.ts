// A process that trains the networks it is sent, one after the other. Its arguments are the run's folder and that of its shards.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { enableProdMode } from '@tensorflow/tfjs-core';
import type { VariantName } from '@vrn/model';
import { openBodies } from './bodies.js';
import { startEngine } from './engine.js';
import type { Spec } from './spec.js';
import { trainNetwork } from './trainNetwork.js';

/** What a worker tells. */
export type Told = { readonly line: string } | { readonly done: VariantName } | { readonly failed: string };

const [out, data] = process.argv.slice(2) as [string, string?];
const spec = JSON.parse(readFileSync(join(out, 'spec.json'), 'utf8')) as Spec;
const opened = openBodies(spec, data);
const tell = (told: Told): void => void process.send!(told);
enableProdMode();

process.on('message', async (network: VariantName) => {
  try {
    const bodies = await opened;
    const engine = await startEngine(spec);
    await trainNetwork(spec, network, { bodies, engine, out, say: (line) => tell({ line }) });
    await engine.end();
    tell({ done: network });
  } catch (error) {
    // Not thrown: tfjs' wasm module would print its own source in place of the message.
    tell({ failed: `${network}: ${(error as Error).message}` });
  }
});
