// A process that trains the networks whose names it receives as messages, one after the other. Its arguments are the
// folder of the run and that of the shards.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { enableProdMode } from '@tensorflow/tfjs-core';
import type { VariantName } from '@vrn/model';
import { openBodies } from './bodies.js';
import { startEngine } from './engine.js';
import type { Spec } from './spec.js';
import { trainNetwork } from './trainNetwork.js';

/** A message of a worker: a line of progress, a finished network, or an error. */
export type WorkerMessage = { readonly line: string } | { readonly done: VariantName } | { readonly failed: string };

const [out, data] = process.argv.slice(2) as [string, string?];
const spec = JSON.parse(readFileSync(join(out, 'spec.json'), 'utf8')) as Spec;
const opened = openBodies(spec, data);
const send = (message: WorkerMessage): void => void process.send!(message);
enableProdMode();

process.on('message', async (network: VariantName) => {
  try {
    const bodies = await opened;
    const engine = await startEngine(spec);
    await trainNetwork(spec, network, { bodies, engine, out, onLine: (line) => send({ line }) });
    await engine.end();
    send({ done: network });
  } catch (error) {
    // Sent rather than thrown, because tfjs' wasm module would print its own source in place of the message.
    send({ failed: `${network}: ${(error as Error).message}` });
  }
});
