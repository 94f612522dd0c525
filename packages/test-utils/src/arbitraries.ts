// Defines fast-check arbitraries: grids, volumes, views and closed meshes.
import { type Grid, packed, type Triple, type View, type Volume } from '@vrn/voxel';
import fc from 'fast-check';
import { box, octahedron, tetrahedron } from './polyhedra.js';
import { restride } from './restride.js';
import { icosphere, torus, uvSphere } from './round.js';
import type { Solid } from './solid.js';

const real = (min: number, max: number) => fc.double({ min, max, noNaN: true, noDefaultInfinity: true });

/** Shapes `[rows, columns, slices]`, each dimension 1 to `longest`. */
export function arbitraryShape(longest = 8): fc.Arbitrary<[number, number, number]> {
  const side = fc.integer({ min: 1, max: longest });
  return fc.tuple(side, side, side);
}

/** Grids of 1 to `longest` voxels per axis, of any proportions, near the origin; sides of 0.5 to 4 world units. */
export function arbitraryGrid({ longest = 12 }: { readonly longest?: number } = {}): fc.Arbitrary<Grid> {
  const corner = real(-2, 1);
  const side = real(0.5, 4);
  return fc
    .tuple(arbitraryShape(longest), fc.tuple(corner, corner, corner), fc.tuple(side, side, side))
    .map(([shape, min, size]) => ({ shape, min, max: [min[0] + size[0], min[1] + size[1], min[2] + size[2]] }));
}

/** Volumes of kind 'binary' (`Uint8Array` of 0 and 1, from empty to full) or 'soft' (`Float32Array` of 0..1). */
export function arbitraryVolume({
  shape = arbitraryShape(),
  kind = 'binary',
}: {
  readonly shape?: Triple | fc.Arbitrary<Triple>;
  readonly kind?: 'binary' | 'soft';
} = {}): fc.Arbitrary<Volume> {
  const shapes = shape instanceof fc.Arbitrary ? shape : fc.constant(shape);
  return shapes.chain((lengths): fc.Arbitrary<Volume> => {
    const size = lengths[0] * lengths[1] * lengths[2];
    const of = <T>(element: fc.Arbitrary<T>) => fc.array(element, { minLength: size, maxLength: size, size: 'max' });
    if (kind === 'soft') {
      return of(fc.float({ min: 0, max: 1, noNaN: true })).map((data) => packed(Float32Array.from(data), lengths));
    }
    const even = fc.nat(1);
    return fc
      .oneof(
        of(even),
        of(fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, even)),
        of(fc.constant(0)),
        of(fc.constant(1)),
      )
      .map((data) => packed(Uint8Array.from(data), lengths));
  });
}

/** Copies of a view in any memory layout, see {@link restride}. */
export function arbitraryView(view: View): fc.Arbitrary<View> {
  const axes = view.shape.map((_, axis) => axis);
  return fc
    .record({
      order: fc.shuffledSubarray(axes, { minLength: axes.length }),
      reversed: fc.subarray(axes),
      gap: fc.nat(2),
    })
    .map((layout) => restride(view, layout));
}

/**
 * Closed, connected meshes of 4 to 320 faces, whose longest extents are about 0.4 to 5. Random rotations and offsets
 * make it unlikely that a vertex or face meets a sample point. Volume and area are known to single precision only
 * (1e-5).
 */
export function arbitraryClosedMesh(): fc.Arbitrary<Solid> {
  const length = real(0.4, 1.5);
  const shapes = fc.oneof(
    fc
      .tuple(length, length, length)
      .map(([x, y, z]) => box({ min: [-x / 2, -y / 2, -z / 2], max: [x / 2, y / 2, z / 2] })),
    fc.constant(tetrahedron()),
    length.map((radius) => octahedron({ radius })),
    fc.tuple(length, fc.nat(2)).map(([radius, subdivisions]) => icosphere({ radius, subdivisions })),
    fc
      .tuple(length, fc.integer({ min: 3, max: 9 }))
      .map(([radius, sides]) => uvSphere({ radius, sides, rings: sides })),
    fc
      .tuple(length, real(0.2, 0.7))
      .map(([radius, share]) => torus({ radius, tube: radius * share, sides: 9, rings: 6 })),
  );
  const angle = real(0, 2 * Math.PI);
  const place = real(-0.7, 0.7);
  return fc
    .tuple(shapes, fc.tuple(angle, angle, angle), fc.tuple(place, place, place))
    .map(([mesh, angles, offset]) => moved(mesh, angles, offset));
}

/** Rotates a mesh about x, then y, then z, then translates it. */
function moved(mesh: Solid, angles: Triple, offset: Triple): Solid {
  const positions = Float64Array.from(mesh.positions);
  for (const [axis, angle] of angles.entries()) {
    const u = (axis + 1) % 3;
    const v = (axis + 2) % 3;
    const c = Math.cos(angle);
    const s = Math.sin(angle);
    for (let p = 0; p < positions.length; p += 3) {
      const a = positions[p + u]!;
      const b = positions[p + v]!;
      positions[p + u] = c * a - s * b;
      positions[p + v] = s * a + c * b;
    }
  }
  return { ...mesh, positions: Float32Array.from(positions, (x, p) => x + offset[p % 3]!) };
}
