// Checks that values match the parameters of a network exactly.
import { check } from '@vrn/voxel';
import { type Parameter, product } from '../network/shapes.js';

/** Values of parameters by path. */
export type ParameterValues = ReadonlyMap<string, { readonly shape: readonly number[]; readonly data: Float32Array }>;

/**
 * Checks that every parameter has a value of its shape, that no other value is given, that all values are finite, and
 * that no variance is negative.
 *
 * @param parameters the network's parameters.
 * @param given      values by path.
 * @param caller     function whose name the error message begins with.
 * @throws {VolumetricError} `bad-weights` with the names of all wrong values; `bad-argument` if `given` is not a map.
 */
export function checkParams(parameters: readonly Parameter[], given: ParameterValues, caller: string): void {
  check(typeof given?.get === 'function', 'bad-argument', () => {
    return `${caller}: params must be a map from paths to values, got ${String(given)}`;
  });
  const known = new Set(parameters.map(({ path }) => path));
  const wrong: string[] = [];
  for (const { path, shape, role } of parameters) {
    const value = given.get(path);
    if (value === undefined) wrong.push(`missing ${path}`);
    else if (String(value.shape) !== String(shape)) wrong.push(`${path} must be [${shape}], got [${value.shape}]`);
    else if (value.data.length !== product(shape)) {
      wrong.push(`${path} must have ${product(shape)} values, got ${value.data.length}`);
    } else if (!value.data.every(Number.isFinite)) wrong.push(`${path} must be finite`);
    else if (role === 'variance' && value.data.some((each) => each < 0)) wrong.push(`${path} must not be negative`);
  }
  for (const path of given.keys()) if (!known.has(path)) wrong.push(`unknown ${path}`);
  check(wrong.length === 0, 'bad-weights', () => `${caller}: params do not fit the config: ${wrong.join('; ')}`);
}
