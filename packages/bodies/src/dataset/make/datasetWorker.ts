// The worker thread that makes samples; `makeDataset` starts a pool of them.
import { reasonOf } from '../files/about.js';
import { makePart, type PartTask } from './makePart.js';

/** Errors return as their message: classes do not survive the way between threads. */
export default async (task: PartTask): Promise<readonly string[]> => {
  try {
    return await makePart(task);
  } catch (error) {
    throw new Error(reasonOf(error));
  }
};
