// Lists the cases of the growth benchmark: a function, its input, and a check of its result.
import { marchingCubes, signedVolume } from '@vrn/mesh';
import { chamfer, iou } from '@vrn/metrics';
import { bodyGrid, bodyVolume } from '@vrn/test-utils';
import { voxelize, voxelSize } from '@vrn/voxel';
import { finerBody } from './finerBody.js';

/** A case. `side` is the number of voxels per axis, `triangles` the approximate number of triangles of the input. */
export interface Case {
  readonly task: 'voxelize' | 'marchingCubes' | 'iou' | 'chamfer';
  readonly side?: number;
  readonly triangles?: number;
}

/** A case whose input has been created. */
export interface Prepared {
  /** Calls the function on its input. */
  run(): unknown;
  /** Throws unless the result is right. Returns the number of triangles of the input or of the result, if any. */
  check(result: unknown): number | undefined;
}

export const CASES: readonly Case[] = [
  ...[128, 256, 512].map((side) => ({ task: 'voxelize', side, triangles: 1e5 }) as const),
  ...[1e6, 1e7].map((triangles) => ({ task: 'voxelize', side: 256, triangles }) as const),
  ...[128, 256, 512].map((side) => ({ task: 'marchingCubes', side }) as const),
  ...[128, 256, 512].map((side) => ({ task: 'iou', side }) as const),
  ...[1e5, 1e6, 1e7].map((triangles) => ({ task: 'chamfer', triangles }) as const),
];

export const nameOf = ({ task, side, triangles }: Case): string =>
  [
    task,
    triangles === undefined ? [] : `${triangles.toLocaleString('en')} triangles`,
    side === undefined ? [] : `${side}³`,
  ]
    .flat()
    .join(', ');

/** Maximum relative difference of the volumes of a mesh and its voxels; they differ where the surface cuts voxels. */
const OF_VOLUME = 0.02;

/** Throws unless two volumes agree. */
function checkVolume(found: number, expected: number): void {
  if (!(Math.abs(found / expected - 1) < OF_VOLUME)) throw new Error(`volume must be ${expected}, got ${found}`);
}

/** Volume of a voxel of `bodyGrid(side)` in cubic world units. */
const voxelVolume = (side: number): number => voxelSize(bodyGrid(side)).reduce((product, length) => product * length);

const sum = (values: ArrayLike<number>): number => {
  let total = 0;
  for (let at = 0; at < values.length; at++) total += values[at]!;
  return total;
};

const PREPARE: { readonly [K in Case['task']]: (side: number, triangles: number) => Prepared } = {
  voxelize(side, triangles) {
    const mesh = finerBody(triangles);
    const grid = bodyGrid(side);
    return {
      run: () => voxelize(mesh, grid),
      check: (result) => {
        checkVolume(sum((result as ReturnType<typeof voxelize>).data) * voxelVolume(side), signedVolume(mesh));
        return mesh.indices.length / 3;
      },
    };
  },
  marchingCubes(side) {
    const volume = bodyVolume(side);
    const grid = bodyGrid(side);
    return {
      run: () => marchingCubes(volume, { grid }),
      check: (result) => {
        const mesh = result as ReturnType<typeof marchingCubes>;
        checkVolume(signedVolume(mesh), sum(volume.data) * voxelVolume(side));
        return mesh.indices.length / 3;
      },
    };
  },
  iou(side) {
    const a = bodyVolume(side);
    // `b` is the same body, one row lower.
    const data = new Float32Array(a.data.length);
    data.set(a.data.subarray(0, -(side ** 2)), side ** 2);
    const b = { data, shape: a.shape, stride: a.stride, offset: 0 };
    return {
      run: () => iou(a, b),
      check: (result) => {
        let both = 0;
        let either = 0;
        for (let at = 0; at < data.length; at++) {
          const inA = a.data[at]! >= 0.5;
          const inB = data[at]! >= 0.5;
          if (inA && inB) both++;
          if (inA || inB) either++;
        }
        if (result !== both / either) throw new Error(`iou must be ${both / either}, got ${result}`);
        return undefined;
      },
    };
  },
  chamfer(_, triangles) {
    const mesh = finerBody(triangles);
    // The same body with fewer triangles: its chamfer distance from `mesh` is below 10⁻³ world units.
    const coarse = finerBody(20_000);
    return {
      run: () => chamfer(mesh, coarse),
      check: (result) => {
        if (!(Number(result) > 0 && Number(result) < 1e-3)) throw new Error(`chamfer must be small, got ${result}`);
        return mesh.indices.length / 3;
      },
    };
  },
};

/** Creates the input of a case. */
export const prepare = ({ task, side = 0, triangles = 0 }: Case): Prepared => PREPARE[task](side, triangles);
