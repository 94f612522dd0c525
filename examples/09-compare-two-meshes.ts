// Compares two meshes by distances in centimetres, normals and the overlap of the solids, first without and then with a
// hole.
import { bodySource, sample } from '@vrn/bodies';
import { marchingCubes, smooth } from '@vrn/mesh';
import { evaluate, meshIouConvergence } from '@vrn/metrics';
import { resample, type TriangleMesh } from '@vrn/voxel';

// The ground truth: the surface of a body at 96³. The prediction: the same body at half the resolution.
const { volume, grid } = sample(bodySource('capsules'), 7, { shape: [96, 96, 96], image: false });
const truth = smooth(marchingCubes(volume, { grid }));
const prediction = smooth(marchingCubes(resample(volume, [48, 48, 48]), { grid: { ...grid, shape: [48, 48, 48] } }));

// Scales distances so that the ground truth is 170 cm high.
const heights = truth.positions.filter((_, n) => n % 3 === 1);
const height = heights.reduce((most, y) => Math.max(most, y)) - heights.reduce((least, y) => Math.min(least, y));
const scores = evaluate(prediction, truth, { centimetresPerUnit: 170 / height, samples: 20_000 });

console.log(`point to surface ${scores.pointToSurfaceCm.toFixed(2)} cm, chamfer ${scores.chamferCm.toFixed(2)} cm`);
console.log(`normal error ${scores.normalError.toFixed(3)}, normal consistency ${scores.normalConsistency.toFixed(3)}`);
console.log(`IoU ${scores.meshIou.toFixed(3)} ± ${scores.meshIouError.toFixed(3)}`);

// Cuts a hole around the foremost vertex. `meshIouConvergence` then fills the mesh by a rule for open meshes, and its
// warning states the number of open edges.
const HOLE = 0.2;
const { positions, indices } = prediction;
const z = positions.filter((_, n) => n % 3 === 2);
const foremost = z.indexOf(z.reduce((most, value) => Math.max(most, value)));
const distance = (v: number): number =>
  Math.hypot(...[0, 1, 2].map((axis) => positions[3 * v + axis]! - positions[3 * foremost + axis]!));
const holed: TriangleMesh = {
  positions,
  indices: indices.filter((_, corner) => distance(indices[corner - (corner % 3)]!) > HOLE),
};
const { iou, warnings } = meshIouConvergence(holed, truth, scores.grid);
console.log(`with a hole: IoU ${iou.toFixed(3)}; ${warnings.join('; ')}`);

export default { scores, holed: { iou, warnings } };
