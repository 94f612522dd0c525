// Runs and times every step on the current input, in the worker of the page of primitives.
import { marchingCubes, vertexNormals } from '@vrn/mesh';
import { fitGrid, type Grid, type TriangleMesh, type View, voxelize, voxelizeReport } from '@vrn/voxel';
import type { SurfaceReport, VolumeReport } from '../protocol/calls.js';
import { Problem, problemOf } from '../protocol/problem.js';
import type { Answer, Done, Settings, StepName, StepReport, Task } from './calls.js';
import { type Input, readInput } from './readInput.js';

interface Scope {
  onmessage: ((event: MessageEvent<Task>) => void) | null;
  postMessage(message: Answer): void;
}

const scope = globalThis as unknown as Scope;
let input: Input | undefined;
let last: Promise<void> = Promise.resolve();

scope.onmessage = ({ data }) => {
  last = last.then(() => answer(data));
};

async function answer({ id, source, settings }: Task): Promise<void> {
  try {
    if (source !== undefined) input = await readInput(source);
    if (input === undefined) throw new Problem('There is no input yet.', 'Choose a file.');
    scope.postMessage({ id, ...run(input, settings) });
  } catch (error) {
    scope.postMessage({ id, problem: problemOf(error) });
  }
}

/** Runs all steps on a mesh, or the last step, marching cubes, on a volume. */
function run(given: Input, { size, rule, occupancy, level }: Settings): Omit<Done, 'id'> {
  const steps: StepReport[] = [];
  const timed = <T>(step: StepName, work: () => T, words: (result: T) => string): T => {
    const began = performance.now();
    const result = work();
    steps.push({ step, milliseconds: performance.now() - began, result: words(result) });
    return result;
  };
  const extract = (volume: View, grid: Grid): SurfaceReport | undefined => {
    const mesh = timed(
      'marchingCubes',
      () => marchingCubes(volume, { grid, level }),
      ({ indices }) => `${(indices.length / 3).toLocaleString('en')} triangles, closed`,
    );
    return mesh.indices.length === 0 ? undefined : reportMesh(mesh);
  };
  if ('volume' in given) {
    const { volume } = given;
    const grid = unitGrid(volume);
    const extracted = extract(volume, grid);
    return {
      isMesh: false,
      steps,
      faults: given.warnings,
      volume: reportView(volume, grid),
      ...(extracted && { extracted }),
    };
  }
  const { mesh } = given;
  const grid = timed(
    'fitGrid',
    () => fitGrid(mesh, { shape: [size, size, size] }),
    ({ shape }) => shape.join(' × '),
  );
  const { faults } = timed(
    'voxelizeReport',
    () => voxelizeReport(mesh, grid),
    ({ summary }) => summary,
  );
  const volume = timed(
    'voxelize',
    () => voxelize(mesh, grid, { rule, occupancy }),
    ({ data }) => `${Math.round(sumOf(data)).toLocaleString('en')} voxels inside`,
  );
  const extracted = extract(volume, grid);
  return {
    isMesh: true,
    steps,
    faults: [...given.warnings, ...faults],
    given: reportMesh(mesh),
    volume: reportView(volume, grid),
    ...(extracted && { extracted }),
  };
}

function sumOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let at = 0; at < values.length; at++) sum += values[at]!;
  return sum;
}

/** Returns a grid that spans −1..1 along the volume's longest side; throws a `Problem` if the volume is not 3D. */
function unitGrid({ shape }: View): Grid {
  if (shape.length !== 3) {
    throw new Problem(`The array has ${shape.length} axes.`, 'A volume has three: rows, columns and slices.');
  }
  const [rows, columns, slices] = shape as [number, number, number];
  const longest = Math.max(rows, columns, slices);
  const [y, x, z] = [rows / longest, columns / longest, slices / longest];
  return { shape: [rows, columns, slices], min: [-x, -y, -z], max: [x, y, z] };
}

const reportMesh = (mesh: TriangleMesh): SurfaceReport => ({
  positions: Float32Array.from(mesh.positions),
  normals: Float32Array.from(vertexNormals(mesh)),
  indices: Uint32Array.from(mesh.indices),
});

const IDENTITY = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1] as const;

function reportView({ data, shape, stride, offset }: View, grid: Grid): VolumeReport {
  const [rows, columns, slices] = shape as [number, number, number];
  const bytes = new Uint8Array(rows * columns * slices);
  let at = 0;
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      for (let k = 0; k < slices; k++) {
        const value = data[offset + i * stride[0]! + j * stride[1]! + k * stride[2]!]!;
        bytes[at++] = Math.round(255 * Math.max(0, Math.min(1, value)));
      }
    }
  }
  return { data: bytes, grid, distance: Number.POSITIVE_INFINITY, viewToMesh: IDENTITY };
}
