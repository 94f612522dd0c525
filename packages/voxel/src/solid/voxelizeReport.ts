// Reports faults of a mesh that make its solid unreliable.

import { edgeCounts } from '../core/edgeCounts.js';
import { check } from '../core/errors.js';
import { faceNormal } from '../core/faceNormal.js';
import { checkGrid, type Grid } from '../core/grid.js';
import { checkOptions } from '../core/options.js';
import { checkMesh, type TriangleMesh } from '../core/triangleMesh.js';
import { firstAtPlace, firstEqual } from './firstEqual.js';
import { type VoxelizeOptions, voxelize } from './voxelize.js';
import { chooseRule } from './winding/chooseRule.js';
import { openEdges } from './winding/holeCaps.js';

export interface VoxelizeReportOptions {
  /** The rule of `voxelize` with which the mesh is voxelized along each axis. Default 'nonzero'. */
  readonly rule?: NonNullable<VoxelizeOptions['rule']>;
}

export const VOXELIZE_REPORT_DEFAULTS = { rule: 'nonzero' } as const satisfies VoxelizeReportOptions;

/** Result of {@link voxelizeReport}. Coincident vertices count as one, whatever their indices. */
export interface VoxelizeReport {
  readonly triangles: number;
  /** Triangles with a NaN or infinite vertex. They are left out of all other counts but `triangles`. */
  readonly nonFiniteTriangles: number;
  /** Triangles without area. Their edges are counted unless two of their corners coincide. */
  readonly degenerateTriangles: number;
  /** Triangles with area that repeat the three corners of an earlier one, in either orientation. */
  readonly duplicateTriangles: number;
  /** Edges of a single triangle: the rim of a hole. */
  readonly openEdges: number;
  /** Edges of more than two triangles. */
  readonly nonManifoldEdges: number;
  /** Edges of exactly two triangles that disagree about which side is outside. */
  readonly inconsistentEdges: number;
  /**
   * Whether triangles use every edge equally often in both directions, so that the mesh encloses a solid. False for a
   * mesh without triangles.
   */
  readonly closed: boolean;
  /** Whether the mesh is closed and its volume negative. Every rule fills such a mesh too. */
  readonly insideOut: boolean;
  /** Number of voxels inside, as voxelized with lines of sight along x, y and z. */
  readonly insideAlong: { readonly x: number; readonly y: number; readonly z: number };
  /** Number of voxels on which the three axes disagree; 0 for a closed mesh. */
  readonly disagreements: number;
  /** Whether all triangles lie in one plane, so that no rule finds an inside. False for a mesh without triangles. */
  readonly flat: boolean;
  /** One phrase per kind of fault: open, not manifold, flat, doubled, reversed, inside out. Empty if there is none. */
  readonly faults: readonly string[];
  /**
   * The rule of `voxelize` that fits the mesh; absent if no rule finds an inside (no triangles, a flat mesh, or
   * triangles that cancel in pairs of opposite orientation).
   */
  readonly suggestedRule?: 'nonzero' | 'parity' | 'winding';
  /** A summary in one line. */
  readonly summary: string;
}

/**
 * Reports the faults of a mesh, and whether they matter on a grid. The mesh is voxelized with lines of sight along z
 * and, unless it is closed, also along x and y. A hole can corrupt all voxels behind it, which are different voxels for
 * each axis. Where the axes disagree about a voxel, at least one of them is wrong. The axes agree on every closed mesh.
 * Under rule 'winding' they agree on any mesh, up to the error of the winding number, which has no direction.
 *
 * @param mesh  as for `voxelize`, but positions may be NaN or infinite, and there may be no faces.
 * @returns     a plain object that can be stored as JSON.
 * @throws {VolumetricError} `bad-grid`, also where arrays cannot be allocated; `bad-mesh`, `bad-argument`
 * Cost: that of `voxelize`, three times for meshes that are not closed, and O(F log F).
 *
 * @example
 * voxelizeReport(cube({ side: 1 }), grid).summary;  // → '12 triangles: closed, all three axes agree'
 */
export function voxelizeReport(mesh: TriangleMesh, grid: Grid, options: VoxelizeReportOptions = {}): VoxelizeReport {
  checkOptions('voxelizeReport', options, VOXELIZE_REPORT_DEFAULTS);
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
  const rim = openEdges(solid);
  const closed = kept.length > 0 && rim.length === 0;
  const { signed, absolute } = volumesOf(solid);
  const flat = kept.length > 0 && isFlat(solid);
  const fitting = chooseRule(solid, rim);
  const compared =
    kept.length > 0
      ? compare(solid, grid, { rule: rule === 'auto' ? fitting : rule, closed })
      : { insideAlong: { x: 0, y: 0, z: 0 }, disagreements: 0 };
  // A closed mesh with neither volume nor voxels inside is assumed to consist of pairs of equal triangles of opposite
  // orientation. The volumes of separate parts of opposite orientation may also cancel, but such parts have voxels
  // inside.
  const isBalanced = Math.abs(signed) <= FLAT * absolute;
  const hollow = closed && !flat && isBalanced && compared.insideAlong.z === 0;
  const isFilled = kept.length > 0 && !flat && !hollow;
  const counts = {
    triangles: mesh.indices.length / 3,
    nonFiniteTriangles: (mesh.indices.length - kept.length) / 3,
    degenerateTriangles,
    duplicateTriangles: firstEqual(Int32Array.from(corners)).reduce((n, first, at) => n + (first < at ? 1 : 0), 0),
    openEdges: open,
    nonManifoldEdges: nonManifold,
    inconsistentEdges: inconsistent,
    closed,
    insideOut: isFilled && closed && signed < 0 && !isBalanced,
    ...compared,
    flat,
  };
  const faults = faultsOf(counts, hollow);
  const suggested = isFilled && { suggestedRule: fitting };
  return { ...counts, faults, ...suggested, summary: summaryOf(counts, grid) };
}

const normal = /* @__PURE__ */ new Float64Array(3);

function isDegenerate(p: Float32Array, a: number, b: number, c: number): boolean {
  return faceNormal(p, 3 * a, 3 * b, 3 * c, normal).every((part) => part === 0);
}

/** Distances count as 0 up to this fraction of the mesh's size, signed volumes up to this fraction of absolute ones. */
const FLAT = 1e-7;

/**
 * Returns the sums of the signed and of the absolute volumes of the tetrahedra from the first vertex to each triangle.
 */
function volumesOf({ positions: p, indices }: TriangleMesh): { signed: number; absolute: number } {
  const [x, y, z] = [0, 1, 2].map((axis) => p[3 * indices[0]! + axis]!) as [number, number, number];
  let signed = 0;
  let absolute = 0;
  for (let f = 0; f < indices.length; f += 3) {
    const a = 3 * indices[f]!;
    faceNormal(p, a, 3 * indices[f + 1]!, 3 * indices[f + 2]!, normal);
    const six = (p[a]! - x) * normal[0]! + (p[a + 1]! - y) * normal[1]! + (p[a + 2]! - z) * normal[2]!;
    signed += six / 6;
    absolute += Math.abs(six) / 6;
  }
  return { signed, absolute };
}

/** Returns whether all vertices lie in the plane of the largest triangle; also true where no triangle has an area. */
function isFlat(mesh: TriangleMesh): boolean {
  const { positions: p, indices } = mesh;
  let [x, y, z, length, origin] = [0, 0, 0, 0, 0];
  for (let f = 0; f < indices.length; f += 3) {
    const a = 3 * indices[f]!;
    faceNormal(p, a, 3 * indices[f + 1]!, 3 * indices[f + 2]!, normal);
    const area = Math.hypot(normal[0]!, normal[1]!, normal[2]!);
    if (area <= length) continue;
    [x, y, z] = normal as unknown as [number, number, number];
    length = area;
    origin = a;
  }
  const limit = FLAT * sizeOf(mesh) * length;
  return indices.every((vertex) => {
    const v = 3 * vertex;
    const offset = (p[v]! - p[origin]!) * x + (p[v + 1]! - p[origin + 1]!) * y + (p[v + 2]! - p[origin + 2]!) * z;
    return Math.abs(offset) <= limit;
  });
}

/** Returns the longest side of the box around all triangles. */
function sizeOf({ positions, indices }: TriangleMesh): number {
  const low = [Infinity, Infinity, Infinity];
  const high = [-Infinity, -Infinity, -Infinity];
  for (const vertex of indices) {
    for (let axis = 0; axis < 3; axis++) {
      low[axis] = Math.min(low[axis]!, positions[3 * vertex + axis]!);
      high[axis] = Math.max(high[axis]!, positions[3 * vertex + axis]!);
    }
  }
  return Math.max(...high.map((end, axis) => end - low[axis]!));
}

const some = (n: number, what: string): string[] => (n === 0 ? [] : [`${n} ${n === 1 ? what : `${what}s`}`]);

function faultsOf(report: Omit<VoxelizeReport, 'summary' | 'faults'>, hollow: boolean): string[] {
  const open = some(report.openEdges, 'open edge');
  const odd = report.closed ? [] : some(report.nonManifoldEdges, 'edge');
  return [
    ...open.map((edges) => `open: ${edges}; rule 'winding' fills holes`),
    ...odd.map((edges) => `not manifold: ${edges} of more than two triangles`),
    ...(report.flat ? ["flat: all triangles lie in one plane; only occupancy 'surface' marks it"] : []),
    ...some(report.duplicateTriangles, 'triangle').map((triangles) => {
      const advice = hollow ? ', facing both ways: no rule fills it before one of each pair is removed' : '';
      return `doubled: ${triangles} at the place of another${advice}`;
    }),
    ...some(report.inconsistentEdges, 'edge').map((edges) => {
      return `reversed: ${edges} between triangles that face different ways; rule 'parity' ignores that`;
    }),
    ...(report.insideOut ? ["inside out: rules 'nonzero' and 'winding' fill it all the same"] : []),
  ];
}

/**
 * Voxelizes along each axis, a closed mesh along z only, and counts the voxels inside and those on which the axes
 * disagree. Lines of sight always run along z. After rotating the world by (x, y, z) → (−y, z, −x), they run along the
 * mesh's original x axis, after two rotations along its y axis. The rotation maps rows to columns, columns to slices
 * and slices to rows, in the same order, and every voxel centre exactly to a voxel centre. It preserves orientation, so
 * indices are unchanged.
 */
function compare(
  mesh: TriangleMesh,
  grid: Grid,
  { rule, closed }: { readonly rule: NonNullable<VoxelizeOptions['rule']>; readonly closed: boolean },
) {
  const [rows, columns, slices] = grid.shape;
  // The result is a plain view, since strict content security policies forbid the code that ndarray's constructor
  // compiles.
  const along = (turned: TriangleMesh, on: Grid): ArrayLike<number> => {
    const [, columns, slices] = on.shape;
    const data = bytesFor(on);
    const out = { data, shape: on.shape, stride: [columns * slices, slices, 1], offset: 0 };
    return voxelize(turned, on, { rule, out }).data;
  };
  const z = along(mesh, grid);
  if (closed) {
    // For a closed mesh, the three axes agree on every voxel, so one is enough.
    const count = Array.prototype.reduce.call(z, (sum, value) => (sum as number) + (value as number), 0) as number;
    return { insideAlong: { x: count, y: count, z: count }, disagreements: 0 };
  }
  const [turned, on] = [turnedMesh(mesh), turnedGrid(grid)];
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

/** Allocates one byte per voxel; throws `bad-grid` if the memory does not suffice. */
function bytesFor({ shape }: Grid): Uint8Array {
  try {
    return new Uint8Array(shape[0] * shape[1] * shape[2]);
  } catch (cause) {
    check(!(cause instanceof RangeError), 'bad-grid', () => {
      return `voxelizeReport: grid must fit into memory, got ${(cause as Error).message}`;
    });
    throw cause;
  }
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

function summaryOf(report: Omit<VoxelizeReport, 'summary' | 'faults'>, { shape }: Grid): string {
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
