// A thread that makes samples: the pool of `vrn dataset make` runs it.
import { makePart, type PartTask } from './dataset/makePart.js';
import { oneLine } from './output/failure.js';

/** Errors come back as one line: classes do not pass between threads. */
export default async (task: PartTask): Promise<void> => {
  try {
    await makePart(task);
  } catch (error) {
    throw new Error(oneLine(error).replace(/^vrn: /, ''));
  }
};
