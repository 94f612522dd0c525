// Creates round solids of many faces with exactly known measurements: icosphere, uvSphere, torus.
import type { Triple } from '@vrn/voxel';
import { cross, dot, type Solid, solid, triangleArea } from './solid.js';

interface Ball {
  readonly radius?: number;
  readonly centre?: Triple;
}

const ICOSAHEDRON: readonly Triple[] = (() => {
  const g = (1 + Math.sqrt(5)) / 2;
  return [
    [-1, g, 0],
    [1, g, 0],
    [-1, -g, 0],
    [1, -g, 0],
    [0, -1, g],
    [0, 1, g],
    [0, -1, -g],
    [0, 1, -g],
    [g, 0, -1],
    [g, 0, 1],
    [-g, 0, -1],
    [-g, 0, 1],
  ];
})();
const ICOSAHEDRON_FACES: readonly Triple[] = [
  [0, 11, 5],
  [0, 5, 1],
  [0, 1, 7],
  [0, 7, 10],
  [0, 10, 11],
  [1, 5, 9],
  [5, 11, 4],
  [11, 10, 2],
  [10, 7, 6],
  [7, 1, 8],
  [3, 9, 4],
  [3, 4, 2],
  [3, 2, 6],
  [3, 6, 8],
  [3, 8, 9],
  [4, 9, 5],
  [2, 4, 11],
  [6, 2, 10],
  [8, 6, 7],
  [9, 8, 1],
];

/**
 * Creates a sphere by dividing each face of an icosahedron into four, n = `subdivisions` times, with every vertex on
 * the sphere: 20·4ⁿ faces of nearly equal size. Volume and area are summed over the faces in double precision, before
 * the vertices are rounded to single precision.
 */
export function icosphere({
  radius = 1,
  subdivisions = 2,
  centre = [0, 0, 0],
}: Ball & { readonly subdivisions?: number } = {}): Solid {
  const onSphere = (p: Triple): Triple => {
    const scale = radius / Math.hypot(...p);
    return [p[0] * scale, p[1] * scale, p[2] * scale];
  };
  const corners = ICOSAHEDRON.map(onSphere);
  let faces = ICOSAHEDRON_FACES;
  for (let n = 0; n < subdivisions; n++) {
    const middles = new Map<string, number>();
    const middle = (a: number, b: number): number => {
      const edge = a < b ? `${a} ${b}` : `${b} ${a}`;
      const known = middles.get(edge);
      if (known !== undefined) return known;
      const p = corners[a]!;
      const q = corners[b]!;
      middles.set(edge, corners.length);
      return corners.push(onSphere([p[0] + q[0], p[1] + q[1], p[2] + q[2]])) - 1;
    };
    faces = faces.flatMap(([a, b, c]): Triple[] => {
      const ab = middle(a, b);
      const bc = middle(b, c);
      const ca = middle(c, a);
      return [
        [a, ab, ca],
        [b, bc, ab],
        [c, ca, bc],
        [ab, bc, ca],
      ];
    });
  }
  let volume = 0;
  let area = 0;
  for (const [a, b, c] of faces) {
    volume += dot(corners[a]!, cross(corners[b]!, corners[c]!)) / 6;
    area += triangleArea(corners[a]!, corners[b]!, corners[c]!);
  }
  const placed = corners.map((p): Triple => [p[0] + centre[0], p[1] + centre[1], p[2] + centre[2]]);
  return solid(placed, faces, { volume, area, euler: 2 });
}

/** Creates a sphere of `rings` ≥ 2 bands of latitude and `sides` ≥ 3 meridians around the y axis. */
export function uvSphere({
  radius = 1,
  rings = 8,
  sides = 16,
  centre = [0, 0, 0],
}: Ball & { readonly rings?: number; readonly sides?: number } = {}): Solid {
  const profile = Array.from({ length: rings + 1 }, (_, r): Ring => {
    const angle = (Math.PI * r) / rings;
    return [r % rings === 0 ? 0 : radius * Math.sin(angle), -radius * Math.cos(angle)];
  });
  return revolve(profile, sides, centre, 2);
}

/**
 * Creates a torus around the y axis. `radius` is the distance to the centre of the tube, `tube` the radius of the tube;
 * `sides` is the number of steps around the axis, `rings` the number of steps around the tube.
 */
export function torus({
  radius = 1,
  tube = 0.4,
  sides = 16,
  rings = 8,
  centre = [0, 0, 0],
}: Ball & { readonly tube?: number; readonly sides?: number; readonly rings?: number } = {}): Solid {
  const profile = Array.from({ length: rings + 1 }, (_, r): Ring => {
    const angle = (2 * Math.PI * (r % rings)) / rings;
    return [radius + tube * Math.cos(angle), tube * Math.sin(angle)];
  });
  return revolve(profile, sides, centre, 0);
}

/** A point of a profile: distance from the axis, and height. */
type Ring = readonly [distance: number, height: number];

/**
 * Revolves a profile around the y axis in `sides` flat steps. The profile is counter-clockwise, with the inside on its
 * left. It sweeps flat trapezoids or triangles, and regular polygons bound every horizontal section, so volume and area
 * are exact: a polygon of `sides` corners and circumradius ρ has the area sides/2 · sin(2π/sides) · ρ².
 */
function revolve(profile: readonly Ring[], sides: number, centre: Triple, euler: number): Solid {
  const corners: Triple[] = [];
  const numbers = new Map<string, readonly number[]>();
  const ring = (point: Ring): readonly number[] => {
    const key = point.join(' ');
    const known = numbers.get(key);
    if (known) return known;
    const [distance, height] = point;
    const made = Array.from({ length: distance === 0 ? 1 : sides }, (_, s) => {
      const turn = (2 * Math.PI * s) / sides;
      const x = distance * Math.cos(turn);
      const z = -distance * Math.sin(turn);
      return corners.push([centre[0] + x, centre[1] + height, centre[2] + z]) - 1;
    });
    numbers.set(key, made);
    return made;
  };
  const faces: Triple[] = [];
  const polygon = (sides / 2) * Math.sin((2 * Math.PI) / sides);
  let volume = 0;
  let area = 0;
  for (let r = 1; r < profile.length; r++) {
    const [a, h] = profile[r - 1]!;
    const [b, k] = profile[r]!;
    volume += (polygon * (k - h) * (a * a + a * b + b * b)) / 3;
    area += sides * (a + b) * Math.sin(Math.PI / sides) * Math.hypot((b - a) * Math.cos(Math.PI / sides), k - h);
    const low = ring(profile[r - 1]!);
    const high = ring(profile[r]!);
    for (let s = 0; s < sides; s++) {
      const p = low[s % low.length]!;
      const q = low[(s + 1) % low.length]!;
      const t = high[s % high.length]!;
      const u = high[(s + 1) % high.length]!;
      if (p !== q) faces.push([p, q, u]);
      if (t !== u) faces.push([p, u, t]);
    }
  }
  return solid(corners, faces, { volume, area, euler });
}
