// Decodes samples on another thread; their memory is transferred, not copied.
import { parentPort } from 'node:worker_threads';
import { decodeSample, sampleBuffers } from '@vrn/bodies';

parentPort.on('message', (bytes) => {
  const sample = decodeSample(bytes);
  parentPort.postMessage(sample, sampleBuffers(sample));
});
