// Computes the topology of a cell for tests: from its triangles, and from the trilinear interpolant.
import { EDGES } from '../../src/marching-cubes/caseTable.js';

/** Returns the case of eight values: bit c is set if value c is at least 0. */
export const caseOf = (values: ArrayLike<number>): number => {
  let inside = 0;
  for (let c = 0; c < 8; c++) if (values[c]! >= 0) inside |= 1 << c;
  return inside;
};

/** Creates disjoint sets of the integers from 0 to `count` − 1, each in its own set at first. */
export function sets(count: number) {
  const parent = Int32Array.from({ length: count }, (_, n) => n);
  const root = (n: number): number => {
    let at = n;
    while (parent[at] !== at) {
      parent[at] = parent[parent[at]!]!;
      at = parent[at]!;
    }
    return at;
  };
  const join = (a: number, b: number): void => {
    parent[root(a)] = root(b);
  };
  return { root, join };
}

/** Eight digits: for each corner, the first corner of its region. */
type Parts = string;

const partsOf = (part: (corner: number) => number): Parts => {
  const parts = Array.from({ length: 8 }, (_, c) => part(c));
  return parts.map((p) => parts.indexOf(p)).join('');
};

/** Trilinear interpolation at a position in the unit cell; bits 0, 1, 2 of a corner's index are its x, y, z. */
export const trilinear = (v: ArrayLike<number>, x: number, y: number, z: number): number => {
  const along = (c: number): number => v[c]! * (1 - x) + v[c + 1]! * x;
  return (along(0) * (1 - y) + along(2) * y) * (1 - z) + (along(4) * (1 - y) + along(6) * y) * z;
};

/**
 * Returns which corners are connected in {F ≥ 0} and in {F < 0}, where F is the trilinear interpolant; undefined if a
 * grid of `finest` boxes per side does not decide. No saddle of F may be at 0, since F is computed in floating point.
 *
 * F is linear along every axis, so its extremes over a box, or over a side of a box, are at corners. Hence a region of
 * one sign can cross a side of a box only if a corner of that side has that sign: corners of the cell that are not
 * connected through such sides are certainly separated.
 *
 * The points of one sign in a box certainly form one region if all eight corners have that sign. They also do if F is
 * strictly monotonic along one axis in the whole box, so that they retract onto the side where F is largest (smallest
 * for the negative sign), unless the only corners of that sign on this side are two on a diagonal.
 */
export function joinedByField(values: ArrayLike<number>, finest: number): Parts | undefined {
  for (let n = 1; n <= finest; n *= 2) {
    const m = n + 1;
    const steps = [m * m, m, 1] as const;
    const field = Float64Array.from({ length: m ** 3 }, (_, at) =>
      trilinear(values, Math.floor(at / m / m) / n, (Math.floor(at / m) % m) / n, (at % m) / n),
    );
    const signAt = (at: number): number => +(field[at]! >= 0);
    const cornersOf = (at: number, axes: readonly number[]): number[] =>
      axes.reduce((all, axis) => all.concat(all.map((from) => from + steps[axis]!)), [at]);

    /** Whether all points of one sign in the box whose first sample is `box` certainly form one region. */
    const isOnePart = (box: number, sign: number): boolean => {
      if (cornersOf(box, [0, 1, 2]).every((at) => signAt(at) === sign)) return true;
      return [0, 1, 2].some((axis) => {
        const others = [(axis + 1) % 3, (axis + 2) % 3];
        const rises = cornersOf(box, others).map((at) => Math.sign(field[at + steps[axis]!]! - field[at]!));
        if (rises[0] === 0 || rises.some((rise) => rise !== rises[0])) return false;
        const towards = (rises[0]! > 0 ? 1 : 0) === sign ? steps[axis]! : 0;
        const [p, q, r, t] = cornersOf(box + towards, others).map(signAt);
        return !(p === t && q === r && p !== q);
      });
    };

    const certain = sets(2 * m ** 3);
    const possible = sets(2 * m ** 3);
    const whole = Int8Array.from({ length: 2 * m ** 3 }, () => -1);
    const isCertain = (node: number): boolean => {
      if (whole[node] === -1) whole[node] = +isOnePart(node >> 1, node & 1);
      return whole[node] === 1;
    };
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++)
        for (let k = 0; k < n; k++) {
          const box = i * m * m + j * m + k;
          for (const [axis, index] of [i, j, k].entries()) {
            if (index === 0) continue;
            const side = cornersOf(box, [(axis + 1) % 3, (axis + 2) % 3]);
            for (const sign of [0, 1]) {
              if (!side.some((at) => signAt(at) === sign)) continue;
              const [here, before] = [2 * box + sign, 2 * (box - steps[axis]!) + sign];
              possible.join(here, before);
              if (isCertain(here) && isCertain(before)) certain.join(here, before);
            }
          }
        }
    const cornerBox = (c: number): number =>
      steps.reduce((sum, step, axis) => sum + ((c >> axis) & 1) * (n - 1) * step, 0);
    const node = (c: number): number => 2 * cornerBox(c) + +(values[c]! >= 0);
    const surely = partsOf((c) => (isCertain(node(c)) ? certain.root(node(c)) : -1 - c));
    if (surely === partsOf((c) => possible.root(node(c)))) return surely;
  }
  return undefined;
}

/** Connects the corners through adjacent samples of equal sign among (n + 1)³ samples of the interpolant. */
export function joinedBySamples(values: ArrayLike<number>, n: number): Parts {
  const m = n + 1;
  const steps = [m * m, m, 1] as const;
  const placeOf = (at: number) => [Math.floor(at / m / m), Math.floor(at / m) % m, at % m] as const;
  const isInside = Uint8Array.from({ length: m ** 3 }, (_, at) => {
    const [i, j, k] = placeOf(at);
    return +(trilinear(values, i / n, j / n, k / n) >= 0);
  });
  const joined = sets(m ** 3);
  for (let at = 0; at < isInside.length; at++)
    for (const [axis, index] of placeOf(at).entries()) {
      const before = at - steps[axis]!;
      if (index > 0 && isInside[at] === isInside[before]) joined.join(at, before);
    }
  return partsOf((c) => joined.root(steps.reduce((at, step, axis) => at + ((c >> axis) & 1) * n * step, 0)));
}

/** The components of a cell's surface, and the regions of its corners. */
export interface CellTopology {
  /**
   * For each component: the numbers of vertices of its boundaries, ascending, and its Euler characteristic. Sorted by
   * the shortest boundary.
   */
  readonly pieces: readonly { readonly rims: readonly number[]; readonly euler: number }[];
  readonly parts: Parts;
}

/**
 * Computes the topology of a cell from its triangles alone: two corners are in one region if an uncut edge connects
 * them, or if they are on the same side of the same component.
 *
 * @throws {Error} if the triangles are not a surface with its boundary in the cell's faces, or differ in orientation.
 */
export function topologyOf(inside: number, triangles: ArrayLike<number>): CellTopology {
  const sides = new Map<number, number>();
  const pieces = sets(32);
  for (let t = 0; t < triangles.length; t += 3)
    for (let k = 0; k < 3; k++) {
      const [a, b] = [triangles[t + k]!, triangles[t + ((k + 1) % 3)]!];
      if (sides.has(32 * a + b)) throw new Error(`two triangles turn alike along ${a}, ${b}`);
      sides.set(32 * a + b, t);
      pieces.join(a, b);
    }
  const facesOf = (edge: number): number[] => {
    const [corner, axis] = EDGES[edge]!;
    return [0, 1, 2].filter((a) => a !== axis).map((a) => 2 * a + ((corner >> a) & 1));
  };
  const inOneFace = (a: number, b: number): boolean =>
    a < 12 && b < 12 && facesOf(a).some((face) => facesOf(b).includes(face));
  const rims = sets(32);
  const onRim = new Set<number>();
  for (const side of sides.keys()) {
    const [a, b] = [side >> 5, side & 31];
    const isRim = !sides.has(32 * b + a);
    if (isRim !== inOneFace(a, b)) throw new Error(`${a}, ${b} is ${isRim ? 'open' : 'a diagonal in a face'}`);
    if (!isRim) continue;
    rims.join(a, b);
    onRim.add(a).add(b);
  }

  const corners = sets(8);
  const ends = (edge: number): readonly [number, number] => [EDGES[edge]![0], EDGES[edge]![0] + (1 << EDGES[edge]![1])];
  const isInside = (corner: number): boolean => ((inside >> corner) & 1) === 1;
  const byPiece = new Map<number, number[]>();
  for (let edge = 0; edge < 12; edge++) {
    const [a, b] = ends(edge);
    if (isInside(a) !== isInside(b)) byPiece.set(pieces.root(edge), [...(byPiece.get(pieces.root(edge)) ?? []), edge]);
    else corners.join(a, b);
  }
  for (const edges of byPiece.values())
    for (const sign of [true, false]) {
      const beside = edges.map((edge) => ends(edge).find((corner) => isInside(corner) === sign)!);
      for (const corner of beside) corners.join(corner, beside[0]!);
    }

  const list = [...byPiece].map(([root, edges]) => {
    const within = (vertex: number): boolean => pieces.root(vertex) === root;
    const vertices = new Set([...sides.keys()].map((side) => side >> 5).filter(within)).size;
    const faces = [...sides.keys()].filter((side) => within(side >> 5)).length / 3;
    const open = edges.length;
    const lengths = new Map<number, number>();
    for (const edge of edges) lengths.set(rims.root(edge), (lengths.get(rims.root(edge)) ?? 0) + 1);
    // Every triangle has three edges; interior edges are shared by two.
    return { rims: [...lengths.values()].sort((a, b) => a - b), euler: vertices - (3 * faces + open) / 2 + faces };
  });
  return { pieces: list.sort((a, b) => a.rims[0]! - b.rims[0]!), parts: partsOf(corners.root) };
}

/**
 * Positions of the vertices of a cell's surface: one on each of the 12 edges, at least 2⁻¹⁰ from its ends
 * (meaningless if the edge is not cut), then the interior ones in `centre`.
 */
export function placesOf(values: ArrayLike<number>, centre: ArrayLike<number> = []): number[][] {
  const cut = EDGES.map(([corner, axis]) => {
    const t = values[corner]! / (values[corner]! - values[corner + (1 << axis)]!);
    const kept = Math.min(Math.max(t, 2 ** -10), 1 - 2 ** -10);
    return [0, 1, 2].map((a) => (a === axis ? kept : (corner >> a) & 1));
  });
  const within = Array.from({ length: centre.length / 3 }, (_, n) => [0, 1, 2].map((a) => centre[3 * n + a]!));
  return [...cut, ...within];
}

type Place = readonly number[];

/** Six times the signed volume of a tetrahedron. */
const volume = (a: Place, b: Place, c: Place, d: Place): number => {
  const [u, v, w] = [b, c, d].map((to) => to.map((x, k) => x - a[k]!)) as [number[], number[], number[]];
  return (
    u[0]! * (v[1]! * w[2]! - v[2]! * w[1]!) -
    u[1]! * (v[0]! * w[2]! - v[2]! * w[0]!) +
    u[2]! * (v[0]! * w[1]! - v[1]! * w[0]!)
  );
};

/** Counts the pairs of an edge of a triangle and a triangle that intersect and share no vertex. */
export function crossings(triangles: ArrayLike<number>, places: readonly Place[]): number {
  // 1e-12: determinants of coordinates up to 1 have errors of 1e-15; mere contact is not counted.
  const signOf = (x: number): number => (Math.abs(x) < 1e-12 ? 0 : Math.sign(x));
  let count = 0;
  for (let s = 0; s < triangles.length; s += 3)
    for (let k = 0; k < 3; k++)
      for (let t = 0; t < triangles.length; t += 3) {
        const ends = [triangles[s + k]!, triangles[s + ((k + 1) % 3)]!];
        const corners = [triangles[t]!, triangles[t + 1]!, triangles[t + 2]!];
        if (corners.some((corner) => ends.includes(corner))) continue;
        const [p, q, a, b, c] = [...ends, ...corners].map((n) => places[n]!) as [Place, Place, Place, Place, Place];
        if (signOf(volume(a, b, c, p)) * signOf(volume(a, b, c, q)) !== -1) continue;
        const turns = [volume(p, q, a, b), volume(p, q, b, c), volume(p, q, c, a)].map(signOf);
        if (turns[0] !== 0 && turns.every((turn) => turn === turns[0])) count++;
      }
  return count;
}

/** Twice the area of the smallest triangle. */
export function leastArea(triangles: ArrayLike<number>, places: readonly Place[]): number {
  let least = Number.POSITIVE_INFINITY;
  for (let t = 0; t < triangles.length; t += 3) {
    const [a, b, c] = [places[triangles[t]!]!, places[triangles[t + 1]!]!, places[triangles[t + 2]!]!];
    const [u, v] = [b.map((x, k) => x - a[k]!), c.map((x, k) => x - a[k]!)] as [number[], number[]];
    const cross = [0, 1, 2].map((k) => u[(k + 1) % 3]! * v[(k + 2) % 3]! - u[(k + 2) % 3]! * v[(k + 1) % 3]!);
    least = Math.min(least, Math.hypot(...cross));
  }
  return least;
}
