// Defines `vrn measure`: measures girths, lengths and volume of bodies.
import { Command, Option } from 'commander';
import { ENGINE_TEXT, ENGINES } from '../engine/engineNames.js';
import { MESH_ENDINGS } from '../output/meshFile.js';
import { NAME_RULE } from '../output/names.js';
import { VOLUME_ENDINGS } from '../output/volumeFile.js';
import { lazy } from './actions/lazy.js';
import { personHeight, positiveInteger } from './arguments/values.js';

export const measureCommand = (): Command =>
  new Command('measure')
    .summary('measure bodies: girths, lengths of limbs, volume')
    .description(
      'Measures people in photographs, meshes and volumes: girths of neck, chest, waist, hip, arms and legs, lengths of ' +
        'limbs, and volume. Prints a table in centimetres and litres, and writes an image (.measures.png) that shows ' +
        'where each measurement was ' +
        'taken. Photographs are reconstructed first; of several people, the best one by size and confidence is ' +
        'measured. Joints are found by detectors. For this, meshes and volumes are rendered from the front, so the ' +
        'person must face +z, with y up. All measurements are scaled to --height.',
    )
    .argument(
      '<input...>',
      `photographs, meshes (${MESH_ENDINGS.join(', ')}), volumes (${VOLUME_ENDINGS.join(', ')}), folders (without their ` +
        'subfolders) or glob patterns',
    )
    .option('--height <m>', 'height of the person in metres, at most 3 (default: 1.7 is assumed)', personHeight)
    .option('-o, --output <folder>', 'output folder', 'out')
    .option('-w, --weights <file>', 'safetensors file of the network to use instead of the default')
    .addOption(new Option('-e, --engine <name>', ENGINE_TEXT).choices(ENGINES).default('auto'))
    .option('-j, --jobs <n>', 'number of inputs to process at a time', positiveInteger, 1)
    .option('--force', 'also process inputs found in folders or by glob patterns whose outputs are up to date')
    .option('--json', 'print one JSON value per input, with girths and lengths in metres')
    .addHelpText('after', NAME_RULE)
    .action(lazy(() => import('./actions/measure.js')));
