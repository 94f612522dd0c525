// `npm run readme` writes the figures of README.md from bench/results and the model card of the shipped weights.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = new URL('../', import.meta.url);
const read = (path) => readFileSync(new URL(path, root), 'utf8');

/** Reads the newest line of bench/results/NAME.jsonl. */
const newest = (name) => JSON.parse(read(`bench/results/${name}.jsonl`).trim().split('\n').at(-1));

/** Finds the row of a result whose `what` begins with the given text. */
function row(name, what) {
  const found = newest(name).rows.find((each) => each.what.startsWith(what));
  if (found === undefined) throw new Error(`figures: bench/results/${name}.jsonl must have a row '${what} …'`);
  return found;
}

/** Formats a time with two significant digits, in milliseconds below one second, else in seconds. */
const time = (ms) => (ms < 1000 ? `${+ms.toPrecision(2)} ms` : `${+(ms / 1000).toPrecision(2)} s`);
const share = (value) => (100 * value).toFixed(1).replace(/\.0$/, '');

/** Returns the rows of the table: each has a description and its scores or times. */
export function figures() {
  const { defaultName } = /DEFAULT_WEIGHTS[^=]*= '(?<defaultName>[^']+)'/.exec(
    read('packages/pretrained/src/index.ts'),
  ).groups;
  const card = JSON.parse(read(`packages/pretrained/weights/${defaultName}.json`));
  const { people, trueInputs, detectedInputs, detectedOnMask } = card.heldOut;
  const overlap = ({ iou, registeredIou, chamferCm }) =>
    `IoU ${iou.mean.toFixed(3)}, at the best depth ${registeredIou.mean.toFixed(3)}; chamfer ${chamferCm.mean.toFixed(1)} cm`;
  const voxels = row('voxelize', 'body of 99832 triangles, 128×128×128, 52025 voxels');
  const manifold = row('voxelize', 'body of 99832 triangles, 128×128×128, against manifold-3d');
  const surface = row('marchingCubes', 'soft body, 128³');
  const chamfer = row('chamfer', '100000 points');
  const network = row('onnx', 'inference of multistack, 128³, 64 features');
  const step = row('onnx', 'training step of multistack, 128³, 64 features, batch 6');
  const person = row('samples', 'makehuman 128³ dressed');
  const outline = row('samples', 'silhouette of the volume against the mask');
  const detectors = row('detectors', 'MoveNet and BlazePose');
  const perSecond = (value) => value.toFixed(0);
  return [
    [`Shipped network, ${people} held-out dressed people, true landmarks, depths and masks`, overlap(trueInputs)],
    ['The same people, found by the detectors', overlap(detectedInputs)],
    [
      'The same, conditioned on the mask, as in the command',
      `${overlap(detectedOnMask)}; silhouette IoU ${detectedOnMask.silhouetteIou.mean.toFixed(2)}`,
    ],
    [
      'Detectors on 100 rendered, dressed people',
      `median landmark error ${detectors.median_percent_of_height.toFixed(1)} % of the height; ${share(detectors.within_10_percent / 100)} % within 10 %`,
    ],
    [
      'Silhouette of the volume against the mask, 200 synthetic people',
      `mean IoU ${outline.mean_iou.toFixed(3)}, lowest ${outline.least_iou.toFixed(2)}`,
    ],
    [
      'Mesh to voxels, 99,832 triangles, 128³, exact',
      `${time(voxels.voxelize_ms)}; three-mesh-bvh ${time(voxels.three_mesh_bvh_ms)}, manifold-3d ${time(manifold.manifold_ms)}`,
    ],
    [
      'Voxels to mesh, 128³, 34,672 triangles, closed',
      `${time(surface.marching_cubes_ms)}; three ${time(surface.three_with_normals_ms)}, isosurface ${time(surface.isosurface_ms)}`,
    ],
    [
      'Chamfer distance of 100,000 and 100,000 points, exact',
      `${time(chamfer.chamfer_ms)}; d3-octree ${time(chamfer.d3_octree_ms)}`,
    ],
    [
      'Multistack network, 128³, 64 features: one body',
      `${time(network.onnx_ms)} in ONNX Runtime on two threads, ${time(network.wasm_ms)} in tfjs on wasm`,
    ],
    [
      'The same network: one training step, batch of 6',
      `${time(step.onnx_ms)} in ONNX Runtime on two threads, ${time(step.wasm_ms)} in tfjs on wasm`,
    ],
    ...[1, 2].map((threads) => stepRow(threads)),
    [
      'A dressed, textured person for training, 128³',
      `${time(person.sample_ms)}; ${perSecond(person.samples_a_second_on_two_cores)} per second on two cores`,
    ],
    ...rivalRows(),
    ...installRow(),
  ];
}

/** Returns the row with a training step on 1 or 2 threads, from the results of `npm run bench -- training`. */
function stepRow(threads) {
  const on = threads === 1 ? '1 thread' : `${threads} threads`;
  const found = row('training', `multistack, 128³, 64 features, batch 6, ${on}`);
  const { step_ms, pytorch_ms, pytorch_version, samples_per_s } = found;
  const rival = pytorch_ms === undefined ? '' : `; PyTorch ${pytorch_version.split('+')[0]} ${time(pytorch_ms)}`;
  const age = found.old === undefined ? '' : ` (measured ${found.measured})`;
  return [
    `The same training step on ${on}, beside PyTorch`,
    `${time(step_ms)}, ${samples_per_s} samples per second${rival}${age}`,
  ];
}

/** Returns all rows of the newest `npm run bench -- rivals`, including those in which the rival is faster. */
function rivalRows() {
  return newest('rivals').rows.map((each) => {
    const ours = Object.keys(each).filter((key) => key.startsWith('ours') && key.endsWith('_ms'));
    const times = ours
      .map((key) => `${time(each[key])}${key === 'ours_ms' ? '' : ` with ${key.slice(5, -3).replaceAll('_', ' ')}`}`)
      .join(', ');
    const age = each.old === undefined ? '' : ` (measured ${each.measured})`;
    return [`CPU time: ${each.what}`, `${times}; ${each.rival} ${time(each.rival_ms)}${age}`];
  });
}

/** Returns a list with the row of the installed command's size; empty if the size has not been measured. */
function installRow() {
  if (!existsSync(new URL('bench/results/install.jsonl', root))) return [];
  const found = newest('install').rows.at(-1);
  return [['`npm install vrn`', `${found.packages} packages, ${found.megabytes} MB`]];
}

/** Returns the text of a README with the current table, and a note on the machine, between its markers. */
export function withFigures(text) {
  const begin = '<!-- figures -->';
  const end = '<!-- end of figures -->';
  const from = text.indexOf(begin);
  const to = text.indexOf(end);
  if (from < 0 || to < from) throw new Error(`figures: README.md must have ${begin} and ${end}`);
  const rows = figures();
  const widths = [0, 1].map((column) => Math.max(...rows.map((each) => each[column].length)));
  const line = (cells) => `| ${cells.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`;
  const table = [line(['measurement', 'result']), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)];
  const { node, processor } = newest('voxelize');
  const note = `Measured on ${processor} with Node ${node.slice(1).split('.')[0]}; one core unless stated.`;
  return `${text.slice(0, from + begin.length)}\n\n${table.join('\n')}\n\n${note}\n\n${text.slice(to)}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const readme = new URL('README.md', root);
  writeFileSync(readme, withFigures(readFileSync(readme, 'utf8')));
}
