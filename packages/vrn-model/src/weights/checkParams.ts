// Checks that given values are exactly a network's parameters.
import { check } from '@vrn/voxel';
import { type Parameter, product } from '../network/shapes.js';

/** Values of parameters by path. */
export type ParameterValues = ReadonlyMap<string, { readonly shape: readonly number[]; readonly data: Float32Array }>;

/**
 * Throws unless values are given for every parameter and for nothing else, of the right shapes, finite, and no variance
 * negative.
 *
 * @throws {VolumetricError} `bad-weights`, one error with every name that is wrong; `bad-argument` for what is no map.
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
