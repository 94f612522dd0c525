// Implements `vrn compare`: distances between two surfaces, and the overlap of the solids that they enclose.
import { extname } from 'node:path';
import { evaluate } from '@vrn/metrics';
import { type TriangleMesh, VolumetricError } from '@vrn/voxel';
import { Command, Option } from 'commander';
import { MESH_ENDINGS, type Origin, readMesh } from '../output/meshFile.js';
import { about, checkUsage, printWarnings } from '../output/messages.js';
import { report } from '../output/report.js';
import { METRES, UNITS, type Unit } from '../output/units.js';
import { readVolume, VOLUME_ENDINGS } from '../output/volumeFile.js';
import { finiteNumber, nonNegativeInteger, point, positiveInteger, positiveNumber } from './arguments/values.js';
import { surfaceOf } from './mesh.js';

interface Options {
  readonly level: number;
  readonly threshold?: number;
  readonly samples: number;
  readonly seed: number;
  readonly units: Unit;
  readonly origin?: Origin;
  readonly json?: boolean;
}

export const compareCommand = (): Command =>
  new Command('compare')
    .summary('compare two meshes or volumes by distances and overlap')
    .description(
      'Compares two surfaces: meshes (.obj, .glb, .ply, .stl) or volumes (.npy, .binvox, .nrrd), whose surfaces are ' +
        'extracted first. Prints Chamfer and Hausdorff distances in the unit of the files, the Chamfer and ' +
        'point-to-surface distances also in centimetres, F-score, normal consistency and normal error, and the ' +
        'intersection over union of the enclosed solids. Both files must use the same coordinate system; a volume ' +
        'whose file states no position is placed as by vrn mesh.',
    )
    .argument('<prediction>', 'predicted mesh or volume')
    .argument('<truth>', 'ground-truth mesh or volume')
    .option('-l, --level <value>', 'isovalue: value of a volume on its surface', finiteNumber, 0.5)
    .option(
      '-t, --threshold <distance>',
      'distance threshold of the F-score, in the unit of the files (default: 1 % of the longest side of the bounding ' +
        'box of the ground truth)',
      positiveNumber,
    )
    .option('--samples <n>', 'number of points sampled on each surface', positiveInteger, 100_000)
    .option('--seed <n>', 'seed for sampling the points', nonNegativeInteger, 0)
    .addOption(
      new Option('--units <unit>', 'unit of the coordinates; affects only the distances in centimetres')
        .choices(UNITS)
        .default('m'),
    )
    .option(
      '--origin <x,y,z>',
      'subtract this point from the coordinates of both meshes, for coordinates far from the origin; not for volumes',
      point,
    )
    .option('--json', 'print one JSON value')
    .action(run);

async function run(a: string, b: string, options: Options): Promise<void> {
  const { threshold, samples, seed, units, json } = options;
  const prediction = await surface(a, options);
  const truth = await surface(b, options);
  const scores = await about(`${a}, ${b}`, () =>
    evaluate(prediction.mesh, truth.mesh, {
      samples,
      seed,
      centimetresPerUnit: 100 * METRES[units],
      ...(threshold !== undefined && { threshold }),
    }),
  );
  printWarnings(a, prediction.warnings);
  printWarnings(b, truth.warnings);
  printWarnings(`${a}, ${b}`, scores.warnings);
  const warnings = [...prediction.warnings, ...truth.warnings, ...scores.warnings];
  const number = (value: number): string => String(+value.toPrecision(6));
  report(json, { prediction: a, truth: b, ...scores, warnings }, [
    `Chamfer distance ${number(scores.chamferL1)} (mean of both directions)`,
    `  prediction to ground truth ${number(scores.predictionToTruth)}, ground truth to prediction ${number(scores.truthToPrediction)}`,
    `Hausdorff distance ${number(scores.hausdorff)}, 95th percentile ${number(scores.hausdorff95)}`,
    `F-score ${scores.fScore.toFixed(4)} at a distance of ${number(scores.threshold)} (precision ${scores.precision.toFixed(4)}, recall ${scores.recall.toFixed(4)})`,
    `Normal consistency ${scores.normalConsistency.toFixed(4)}, normal error ${scores.normalError.toFixed(4)}`,
    `IoU ${scores.meshIou.toFixed(4)} ± ${scores.meshIouError.toFixed(4)} (grid ${scores.grid.shape.join(' × ')})`,
    `In centimetres: point to surface ${number(scores.pointToSurfaceCm)}, Chamfer ${number(scores.chamferCm)}`,
  ]);
}

/** A surface, and warnings about the file that it was read from. */
interface Read {
  readonly mesh: TriangleMesh;
  readonly warnings: readonly string[];
}

/** Reads the mesh of a file, or extracts the surface of its volume. */
async function surface(file: string, { level, origin }: Options): Promise<Read> {
  const ending = extname(file).toLowerCase();
  if (MESH_ENDINGS.includes(ending)) return readMesh(file, origin);
  if (!VOLUME_ENDINGS.includes(ending)) {
    throw new VolumetricError(
      'bad-argument',
      `${file}: must end in ${[...MESH_ENDINGS, ...VOLUME_ENDINGS].join(' or ')}, got '${extname(file)}'`,
    );
  }
  const placed = await readVolume(file);
  checkUsage(origin === undefined, () => `--origin must come with two meshes, got ${file}`);
  const mesh = await about(file, () => surfaceOf(placed, { level, inside: 'above', topology: 'fast', smooth: 0 }));
  const { grid, warnings = [] } = placed;
  const unplaced = 'the file has no grid; the longer of rows and columns is assumed to span -1 to 1';
  return { mesh, warnings: grid === undefined ? [...warnings, unplaced] : warnings };
}
