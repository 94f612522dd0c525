// Checks that tfjs has a backend to compute on, before it fails in words of its own.
import * as tf from '@tensorflow/tfjs-core';
import { VolumetricError } from '@vrn/voxel';

/**
 * Throws unless a tfjs backend is registered and ready.
 *
 * @param caller function that needs it, for the message.
 * @throws {VolumetricError} `no-backend`
 */
export function checkBackend(caller: string): void {
  try {
    tf.backend();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.split('\n')[0] : String(cause);
    throw new VolumetricError(
      'no-backend',
      `${caller}: a tfjs backend must be imported and ready (await setBackend(…)), got: ${reason}`,
      { cause },
    );
  }
}
