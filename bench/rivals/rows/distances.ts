// Compares pointToSurface with Embree, and the chamfer distance of point sets with scipy's cKDTree.
import { chamfer, pointToSurface, sampleSurface } from '@vrn/metrics';
import { simdKernel } from '@vrn/metrics/simd';
import { bodyMesh } from '@vrn/test-utils';
import { startCompiled } from '../compiledRival.js';
import type { Contest } from '../contest.js';
import { startPython } from '../pythonRival.js';

const kernel = simdKernel();
if (kernel === undefined) throw new Error('distances: WebAssembly must have SIMD, for simdKernel');

const POINTS = 100_000;
/** Maximum difference of distances: Embree computes in single precision, and the body's coordinates are below 1. */
const TOLERANCE = 1e-6;
/** The same between two programs in double precision. */
const ROUNDING = 1e-14;

const toSurface: Contest = {
  what: 'distances of 100,000 points to a mesh of 99,832 triangles',
  rival: {
    name: 'Embree',
    install: 'apt-get install g++ libembree-dev',
    start: (input) => startCompiled('embreeDistance.cpp', 'embree3', input),
  },
  prepare: () => {
    const mesh = bodyMesh(100_000);
    const { points } = sampleSurface(bodyMesh(30_000), POINTS, { seed: 1 });
    const { distances } = pointToSurface(points, mesh);
    const inSimd = pointToSurface(points, mesh, { kernel }).distances;
    if (inSimd.some((distance, at) => !(Math.abs(distance - distances[at]!) <= ROUNDING))) {
      throw new Error('distances: simdKernel must find the distances of TypeScript');
    }
    return {
      input: {
        files: { 'points.f32': points, 'positions.f32': mesh.positions, 'indices.u32': mesh.indices },
        given: {},
      },
      ours: {
        ours_simd: () => pointToSurface(points, mesh, { kernel }),
        ours: () => pointToSurface(points, mesh),
      },
      check: (answer) => {
        const theirs = new Float32Array(answer('distances.f32'));
        if (theirs.length !== distances.length) throw new Error(`Embree: ${theirs.length} distances, not ${POINTS}`);
        theirs.forEach((distance, at) => {
          const ours = distances[at]!;
          if (!(Math.abs(distance - ours) <= TOLERANCE)) throw new Error(`Embree: ${distance} at ${at}, not ${ours}`);
        });
      },
    };
  },
};

const betweenPoints: Contest = {
  what: 'chamfer distance of 100,000 and 100,000 points',
  rival: {
    name: "scipy's cKDTree",
    install: 'apt-get install python3-scipy',
    start: (input) => startPython('scipyChamfer.py', ['numpy', 'scipy'], input),
  },
  prepare: () => {
    const a = sampleSurface(bodyMesh(30_000), POINTS, { seed: 1 }).points;
    const b = sampleSurface(bodyMesh(100_000), POINTS, { seed: 2 }).points;
    const distance = chamfer(a, b, { squared: true });
    if (chamfer(a, b, { squared: true, kernel }) !== distance) {
      throw new Error('distances: simdKernel must find the chamfer distance of TypeScript');
    }
    return {
      input: { files: { 'a.f32': a, 'b.f32': b }, given: {} },
      ours: {
        ours_simd: () => chamfer(a, b, { squared: true, kernel }),
        ours: () => chamfer(a, b, { squared: true }),
      },
      check: (answer) => {
        const [theirs] = new Float64Array(answer('distance.f64'));
        // The program squares distances that scipy has rounded, and adds them in another order.
        if (!(Math.abs(theirs! / distance - 1) < 1e-12)) throw new Error(`scipy: ${theirs}, not ${distance}`);
      },
    };
  },
};

export const distances: readonly Contest[] = [toSurface, betweenPoints];
