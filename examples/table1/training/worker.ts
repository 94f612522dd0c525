// Trains networks in a child process. Each message of the parent is an `Entry`; the parent sends the next one when this
// training is done. Arguments: the folder of the run and, optionally, that of the shards.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { enableProdMode } from '@tensorflow/tfjs-core';
import type { Entry, Spec } from '../spec.js';
import { openBodies } from './bodies.js';
import { startEngine } from './engine.js';
import { trainNetwork } from './trainNetwork.js';

/** A message of a worker: a line of progress, the name of a finished training, or an error. */
export type WorkerMessage = { readonly line: string } | { readonly done: string } | { readonly failed: string };

const [out, data] = process.argv.slice(2) as [string, string?];
const spec = JSON.parse(readFileSync(join(out, 'spec.json'), 'utf8')) as Spec;
const opened = openBodies(spec, data);
const send = (message: WorkerMessage): void => void process.send!(message);
enableProdMode();

process.on('message', async (entry: Entry) => {
  try {
    const bodies = await opened;
    const engine = await startEngine(spec);
    await trainNetwork(spec, entry, { bodies, engine, out, onLine: (line) => send({ line }) });
    await engine.end();
    send({ done: entry.name });
  } catch (error) {
    // Sent rather than thrown, because tfjs' wasm module would print its own source in place of the message.
    send({ failed: `${entry.name}: ${(error as Error).message}` });
  }
});
