// What is wrong with a mesh, before its solid is trusted.

import { edgeCounts } from '../core/edgeCounts.js';
import { checkGrid, type Grid } from '../core/grid.js';
import { checkMesh, type TriangleMesh } from '../core/triangleMesh.js';
import { firstAtPlace, firstEqual } from './firstEqual.js';
import { VOXELIZE_DEFAULTS, type VoxelizeOptions, voxelize } from './voxelize.js';
import { lidsOver } from './winding/lidsOver.js';

export interface VoxelizeReportOptions {
  /** The rule by which the three directions are compared, see `voxelize`. */
  readonly rule?: NonNullable<VoxelizeOptions['rule']>;
}

export const VOXELIZE_REPORT_DEFAULTS = { rule: VOXELIZE_DEFAULTS.rule } as const satisfies VoxelizeReportOptions;

/** Counts are of triangles, edges and voxels. Vertices at the same place are the same here, whatever their numbers. */
export interface VoxelizeReport {
  readonly triangles: number;
  /** With a vertex that is NaN or infinite. Left out of all that follows. */
  readonly nonFiniteTriangles: number;
  /** Without area. Those with two corners at one place are left out of the edges, the others join theirs. */
  readonly degenerateTriangles: number;
  /** With area, and the three corners of an earlier one, whichever way round. */
  readonly duplicateTriangles: number;
  /** Of a single triangle: a hole's rim. */
  readonly openEdges: number;
  /** Of more than two triangles. */
  readonly nonManifoldEdges: number;
  /** Of two triangles that disagree about the outside. */
  readonly inconsistentEdges: number;
  /** There are triangles, and they pass every edge as often one way as the other: the solid is that of the mesh alone. */
  readonly closed: boolean;
  /** Closed, and the volume is negative. Rules 'nonzero' and 'winding' fill such a mesh too. */
  readonly insideOut: boolean;
  /** Voxels that lines of sight along x, y and z find inside. */
  readonly insideAlong: { readonly x: number; readonly y: number; readonly z: number };
  /** Voxels about which the three disagree: none for a closed mesh, but for centres exactly on its surface. */
  readonly disagreements: number;
  /** All of this in a line. */
  readonly summary: string;
}

/**
 * What is wrong with a mesh, and whether it matters on a grid. A mesh with a hole leaves a mark behind it in every line of sight
 * that passes it, and lines along other axes pass elsewhere: so voxels about which the three axes disagree are those that
 * the fault can spoil. With rule 'winding' no line of sight takes part, and the three agree on any mesh.
 *
 * @param mesh  as for `voxelize`, but positions may be NaN or infinite, and there may be no faces.
 * @returns     plain JSON.
 * @throws {VolumetricError} `bad-grid`, `bad-mesh`, `bad-argument`
 * Cost: three times that of `voxelize`, and O(F log F).
 *
 * @example
 * voxelizeReport(cube({ side: 1 }), grid).summary;  // → '12 triangles: closed, all three axes agree'
 */
export function voxelizeReport(mesh: TriangleMesh, grid: Grid, options: VoxelizeReportOptions = {}): VoxelizeReport {
  const { rule = VOXELIZE_REPORT_DEFAULTS.rule } = options;
  checkGrid(grid, 'voxelizeReport');
  const finite = Float32Array.from(mesh?.positions ?? [], (x) => (Number.isFinite(x) ? x : 0));
  checkMesh(mesh?.positions === undefined ? mesh : { ...mesh, positions: finite }, 'voxelizeReport', { faces: 'any' });

  const given = mesh.positions;
  const hasPlace = (v: number): boolean => Number.isFinite(given[3 * v]! + given[3 * v + 1]! + given[3 * v + 2]!);
  const place = firstAtPlace(finite);
  const kept: number[] = [];
  const whole: number[] = [];
  const corners: number[] = [];
  let degenerateTriangles = 0;
  for (let f = 0; f < mesh.indices.length; f += 3) {
    const [u, v, w] = [mesh.indices[f]!, mesh.indices[f + 1]!, mesh.indices[f + 2]!];
    if (!hasPlace(u) || !hasPlace(v) || !hasPlace(w)) continue;
    kept.push(u, v, w);
    const [a, b, c] = [place[u]!, place[v]!, place[w]!];
    if (a !== b && b !== c && c !== a) whole.push(a, b, c);
    if (isDegenerate(finite, a, b, c)) degenerateTriangles++;
    else corners.push(...[a, b, c].sort((p, q) => p - q));
  }
  const solid: TriangleMesh = { positions: finite, indices: Uint32Array.from(kept) };
  const { open, nonManifold, inconsistent } = edgeCounts({ positions: finite, indices: Uint32Array.from(whole) });
  const closed = kept.length > 0 && lidsOver(solid).length === 0;
  const counts = {
    triangles: mesh.indices.length / 3,
    nonFiniteTriangles: (mesh.indices.length - kept.length) / 3,
    degenerateTriangles,
    duplicateTriangles: firstEqual(Int32Array.from(corners)).reduce((n, first, at) => n + (first < at ? 1 : 0), 0),
    openEdges: open,
    nonManifoldEdges: nonManifold,
    inconsistentEdges: inconsistent,
    closed,
    insideOut: closed && signedVolume(solid) < 0,
    ...(kept.length > 0 ? compare(solid, grid, rule) : { insideAlong: { x: 0, y: 0, z: 0 }, disagreements: 0 }),
  };
  return { ...counts, summary: summaryOf(counts, grid) };
}

function isDegenerate(p: Float32Array, a: number, b: number, c: number): boolean {
  const [ux, uy, uz] = [0, 1, 2].map((axis) => p[3 * b + axis]! - p[3 * a + axis]!) as [number, number, number];
  const [vx, vy, vz] = [0, 1, 2].map((axis) => p[3 * c + axis]! - p[3 * a + axis]!) as [number, number, number];
  return uy * vz === uz * vy && uz * vx === ux * vz && ux * vy === uy * vx;
}

/** The volume of a closed mesh, about its first vertex. */
function signedVolume({ positions: p, indices }: TriangleMesh): number {
  const at = (corner: number): [number, number, number] =>
    [0, 1, 2].map((axis) => p[3 * indices[corner]! + axis]! - p[3 * indices[0]! + axis]!) as [number, number, number];
  let volume = 0;
  for (let f = 0; f < indices.length; f += 3) {
    const [[ax, ay, az], [bx, by, bz], [cx, cy, cz]] = [at(f), at(f + 1), at(f + 2)];
    volume += (ax * (by * cz - bz * cy) + ay * (bz * cx - bx * cz) + az * (bx * cy - by * cx)) / 6;
  }
  return volume;
}

/**
 * Voxelises along each axis. Turning the world by (x, y, z) → (−y, z, −x) takes rows to columns, columns to slices and
 * slices to rows, each in its order, and every centre exactly to the centre of a voxel: lines of sight then run along x;
 * turned twice, along y. A turn mirrors nothing, so triangles stay as they are.
 */
function compare(mesh: TriangleMesh, grid: Grid, rule: NonNullable<VoxelizeOptions['rule']>) {
  const [rows, columns, slices] = grid.shape;
  // A plain view as the result spares the report the constructor of ndarray, which some pages forbid.
  const along = (turned: TriangleMesh, on: Grid): ArrayLike<number> => {
    const [rows, columns, slices] = on.shape;
    const data = new Uint8Array(rows * columns * slices);
    const out = { data, shape: on.shape, stride: [columns * slices, slices, 1], offset: 0 };
    return voxelize(turned, on, { rule, out }).data;
  };
  const [turned, on] = [turnedMesh(mesh), turnedGrid(grid)];
  const z = along(mesh, grid);
  const x = along(turned, on);
  const y = along(turnedMesh(turned), turnedGrid(on));
  const insideAlong = { x: 0, y: 0, z: 0 };
  let disagreements = 0;
  for (let i = 0, at = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      for (let k = 0; k < slices; k++, at++) {
        const byX = x[(k * rows + i) * columns + j]!;
        const byY = y[(j * slices + k) * rows + i]!;
        const byZ = z[at]!;
        insideAlong.x += byX;
        insideAlong.y += byY;
        insideAlong.z += byZ;
        if (byX !== byY || byY !== byZ) disagreements++;
      }
    }
  }
  return { insideAlong, disagreements };
}

function turnedMesh({ positions, indices }: TriangleMesh): TriangleMesh {
  const out = new Float32Array(positions.length);
  for (let v = 0; v < out.length; v += 3) {
    out[v] = -positions[v + 1]!;
    out[v + 1] = positions[v + 2]!;
    out[v + 2] = -positions[v]!;
  }
  return { positions: out, indices };
}

function turnedGrid({ shape: [rows, columns, slices], min, max }: Grid): Grid {
  return { shape: [slices, rows, columns], min: [-max[1], min[2], -max[0]], max: [-min[1], max[2], -min[0]] };
}

function summaryOf(report: Omit<VoxelizeReport, 'summary'>, { shape }: Grid): string {
  const some = (n: number, what: string): string[] => (n === 0 ? [] : [`${n} ${n === 1 ? what : `${what}s`}`]);
  const faults = [
    report.closed ? (report.insideOut ? 'closed, inside out' : 'closed') : 'not closed',
    ...some(report.openEdges, 'open edge'),
    ...some(report.nonManifoldEdges, 'non-manifold edge'),
    ...some(report.inconsistentEdges, 'inconsistent edge'),
    ...some(report.degenerateTriangles, 'degenerate triangle'),
    ...some(report.nonFiniteTriangles, 'non-finite triangle'),
    ...some(report.duplicateTriangles, 'duplicate triangle'),
    report.disagreements === 0
      ? 'all three axes agree'
      : `the axes disagree about ${report.disagreements} of ${shape[0] * shape[1] * shape[2]} voxels`,
  ];
  return `${report.triangles} ${report.triangles === 1 ? 'triangle' : 'triangles'}: ${faults.join(', ')}`;
}
