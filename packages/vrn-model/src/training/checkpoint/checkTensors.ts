// Checks that a checkpoint has exactly the tensors of a run, before any tensor is restored.

import { check } from '@vrn/voxel';
import { oneLine } from '@vrn/voxel/internal';
import type { Parameter } from '../../network/shapes.js';
import { isTrainable } from '../../network/shapes.js';
import type { SafetensorsFile } from '../../weights/safetensors.js';
import type { MemoryLayout } from '../optimiser/optimiser.js';

/** Properties of a run that determine its tensors. */
export interface Expected {
  readonly parameters: readonly Parameter[];
  /** Names in the optimiser's state. If undefined, any names under `optimiser/` are accepted. */
  readonly memory: MemoryLayout | undefined;
  readonly hasAverage: boolean;
  /** Whether steps were taken: before the first step, an optimiser has no state. */
  readonly hasStarted: boolean;
}

interface ExpectedTensor {
  readonly shape: readonly number[];
  /** Whether values must not be negative: variances, mean squares, and the number of updates. */
  readonly isSquare: boolean;
}

/** Maximum number of names in a message; further ones are only counted. */
const MAX_NAMES = 10;

/**
 * Throws unless a file has exactly the tensors of a run, with their shapes, and without negative values in variances,
 * mean squares and counts. The optimiser's tensors are not checked if {@link Expected.memory} is undefined.
 *
 * @throws {VolumetricError} `bad-weights` with the names of the invalid tensors.
 */
export function checkTensors({ tensors }: SafetensorsFile, expected: Expected): void {
  const required = expectedTensors(expected);
  const wrong: string[] = [];
  for (const [name, { shape, isSquare }] of required) {
    const found = tensors.get(name);
    if (found === undefined) wrong.push(`${name} is missing`);
    else if (String(found.shape) !== String(shape) || found.shape.length !== shape.length) {
      wrong.push(`${name} must be [${shape}], got [${found.shape}]`);
    } else if (isSquare && found.data.some((value) => value < 0)) wrong.push(`${name} must not be negative`);
  }
  const isFree = (name: string): boolean => expected.memory === undefined && name.startsWith('optimiser/');
  for (const name of tensors.keys()) if (!required.has(name) && !isFree(name)) wrong.push(`${name} is unknown`);
  check(wrong.length === 0, 'bad-weights', () => {
    const more = wrong.length > MAX_NAMES ? `; and ${wrong.length - MAX_NAMES} more` : '';
    return `train: checkpoint must have the tensors of this run, got others: ${oneLine(wrong.slice(0, MAX_NAMES).join('; '))}${more}`;
  });
}

/** Returns the expected shape of every tensor of a run by name, and whether negative values are invalid. */
function expectedTensors({ parameters, memory, hasAverage, hasStarted }: Expected): Map<string, ExpectedTensor> {
  const required = new Map<string, ExpectedTensor>();
  for (const group of hasAverage ? ['params', 'average'] : ['params']) {
    for (const { path, shape, role } of parameters) {
      required.set(`${group}/${path}`, { shape, isSquare: role === 'variance' });
    }
  }
  if (memory === undefined || !hasStarted) return required;
  const { perParameter, scalars, nonNegative } = memory;
  for (const ending of perParameter) {
    for (const { path, shape } of parameters.filter(isTrainable)) {
      required.set(`optimiser/${path}${ending}`, { shape, isSquare: nonNegative.includes(ending) });
    }
  }
  for (const name of scalars) required.set(`optimiser/${name}`, { shape: [], isSquare: nonNegative.includes(name) });
  return required;
}
