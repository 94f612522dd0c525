// Measures how far skin tears in every frame of every clip, and the time of each step. Needs ../shared.
// Run with: npm run bench -- poses.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { random } from '@vrn/voxel';
import { digits, record } from '../../../../bench/record.js';
import { readAssets } from '../../src/makehuman/assets/readAssets.js';
import { jointsOf } from '../../src/makehuman/assets/skeleton.js';
import { skin } from '../../src/makehuman/assets/skinning.js';
import { drawPose } from '../../src/makehuman/motion/drawPose.js';
import { readMotions } from '../../src/makehuman/motion/readMotions.js';
import { limitPose } from '../../src/makehuman/pose/jointLimits.js';
import { landmarksOf } from '../../src/makehuman/pose/landmarksOf.js';
import { posedHead, poseSkeleton } from '../../src/makehuman/pose/poseSkeleton.js';
import { drawShape } from '../../src/makehuman/shape/drawShape.js';
import { shapePositions } from '../../src/makehuman/shape/shapePositions.js';

const shared = (name: string) => fileURLToPath(new URL(`../../../../../shared/${name}`, import.meta.url));
if (!existsSync(shared('makehuman')) || !existsSync(shared('mocap'))) {
  console.log('poses: skipped, since ../shared/makehuman and ../shared/mocap do not exist');
  process.exit(0);
}

const assets = readAssets(shared('makehuman'));
const motions = readMotions(assets, [shared('mocap')]);
const [rig, weights] = [assets.rig(), assets.weights()];
const { body, groups } = assets.base();

const spent = new Map<string, number>();
function timed<T>(step: string, run: () => T): T {
  const start = performance.now();
  const result = run();
  spent.set(step, (spent.get(step) ?? 0) + performance.now() - start);
  return result;
}

const edge = (p: Float32Array, a: number, b: number): number =>
  Math.hypot(p[3 * a]! - p[3 * b]!, p[3 * a + 1]! - p[3 * b + 1]!, p[3 * a + 2]! - p[3 * b + 2]!);

/** Returns the proportion of edges that are more than three times as long as at rest, or less than a third. */
function torn(rest: Float32Array, posed: Float32Array): number {
  let count = 0;
  for (let i = 0; i < body.length; i++) {
    const [a, b] = [body[i]!, body[i % 3 === 2 ? i - 2 : i + 1]!];
    const ratio = edge(posed, a, b) / edge(rest, a, b);
    if (ratio > 3 || ratio < 1 / 3) count++;
  }
  return count / body.length;
}

const shares: { share: number; name: string }[] = [];
let [frames, farthest] = [0, 0];
for (const subject of motions.subjects) {
  for (const motion of subject.motions) {
    for (let frame = 0; frame < motion.frames(); frame++, frames++) {
      const shape = drawShape(random(frames % 40));
      const positions = shapePositions(assets, shape);
      const joints = jointsOf(rig, positions);
      const matrices = poseSkeleton(rig, joints, limitPose(rig, motions.joints, motion.pose(frame)));
      const posed = skin(positions, weights, matrices);
      shares.push({ share: torn(positions, posed), name: `${motion.name}:${frame}` });
      // The helper cubes around the joints are skinned, too.
      for (const [cube, bone] of [
        ['l-ankle', 'foot.L'],
        ['r-ankle', 'foot.R'],
        ['l-hand', 'wrist.L'],
        ['r-hand', 'wrist.R'],
      ] as const) {
        const own = groups.get(`joint-${cube}`)!;
        const head = posedHead(joints, matrices, rig.indexOf.get(bone)!);
        const middle = [0, 1, 2].map((c) => own.reduce((sum, v) => sum + posed[3 * v + c]!, 0) / own.length);
        farthest = Math.max(farthest, Math.hypot(middle[0]! - head[0], middle[1]! - head[1], middle[2]! - head[2]));
      }
    }
  }
}
shares.sort((a, b) => a.share - b.share);
const worst = shares.at(-1)!;
if (worst.share > 0.02) throw new Error(`poses: ${worst.name} tears ${worst.share} of the edges`);
if (farthest > 0.02) throw new Error(`poses: a hand or foot is ${farthest} m from its joint`);

const PEOPLE = 300;
for (let seed = 0; seed < PEOPLE; seed++) {
  const positions = timed('shape', () => shapePositions(assets, drawShape(random(seed))));
  const { pose } = timed('pose', () => drawPose(random(seed), motions));
  const joints = timed('joints', () => jointsOf(rig, positions));
  const matrices = timed('matrices', () => poseSkeleton(rig, joints, pose));
  timed('skin', () => skin(positions, weights, matrices));
  timed('landmarks', () => landmarksOf(assets, { positions, joints, matrices }));
}
record('poses', [
  {
    what: `${frames} frames of ${motions.subjects.length} subjects, on 40 people`,
    'torn edges, median': digits(shares[frames >> 1]!.share),
    'torn edges, 99 %': digits(shares[Math.floor(0.99 * frames)]!.share),
    'torn edges, most': digits(worst.share),
    'hand or foot from its joint, most mm': digits(1000 * farthest),
  },
  {
    what: `${PEOPLE} people, milliseconds each`,
    ...Object.fromEntries([...spent].map(([step, time]) => [step, digits(time / PEOPLE)])),
  },
]);
