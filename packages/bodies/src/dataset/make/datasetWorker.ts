// Makes samples in a worker thread; `makeDataset` starts a pool of such threads.
import { reasonOf } from '../files/about.js';
import { makePart, type PartTask } from './makePart.js';

/** Throws errors as plain messages, because messages between threads lose the classes of errors. */
export default async (task: PartTask): Promise<readonly string[]> => {
  try {
    return await makePart(task);
  } catch (error) {
    throw new Error(reasonOf(error));
  }
};
