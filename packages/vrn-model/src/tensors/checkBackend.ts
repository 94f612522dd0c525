// Checks that tfjs has a backend, to fail with an error of this package instead of one of tfjs.
import * as tf from '@tensorflow/tfjs-core';
import { VolumetricError } from '@vrn/voxel';

/**
 * Checks that a tfjs backend is registered and ready.
 *
 * @param caller function whose name the error message begins with.
 * @throws {VolumetricError} `no-backend` if there is none.
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
