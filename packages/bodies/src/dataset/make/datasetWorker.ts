// Makes samples in a worker thread; `makeDataset` starts a pool of such threads.
import { VolumetricError } from '@vrn/voxel';
import { reasonOf } from '../files/about.js';
import { makePart, type PartTask } from './makePart.js';

/** The result of a part: warnings about the source, or the error that prevented the part. */
export type PartResult =
  | { readonly warnings: readonly string[] }
  | { readonly failure: { readonly code: VolumetricError['code']; readonly message: string } };

/** Makes a part. Returns errors as plain data, because messages between threads lose the classes of errors. */
export default async (task: PartTask): Promise<PartResult> => {
  try {
    return { warnings: await makePart(task) };
  } catch (error) {
    return { failure: { code: error instanceof VolumetricError ? error.code : 'bad-file', message: reasonOf(error) } };
  }
};
