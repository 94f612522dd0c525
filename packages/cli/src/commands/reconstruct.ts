// Defines `vrn reconstruct`: bodies from photographs.
import { Command, Option } from 'commander';
import { ENGINES } from '../engine/engineNames.js';
import { NAME_RULE } from '../output/names.js';
import { PHOTO_ENDINGS } from '../photo/fileKind.js';
import { lazy } from './actions/lazy.js';
import {
  elevationDegrees,
  fieldOfViewChoice,
  peopleChoice,
  positiveInteger,
  positiveNumber,
} from './arguments/values.js';

export const reconstructCommand = (): Command =>
  new Command('reconstruct')
    .summary('reconstruct 3D bodies from photographs of people')
    .description(
      'Reconstructs a coloured 3D body (.glb) and a preview (.preview.png) from each photograph of a person. If a ' +
        'photograph shows several people, the best one by size and confidence is reconstructed, or those that ' +
        '--people selects: their outputs are numbered, NAME-1.glb for the best. Warnings report incomplete people ' +
        'and uncertain predictions. Parts outside the photograph are missing from the body.',
    )
    .argument(
      '<image...>',
      `photographs (${PHOTO_ENDINGS.join(', ')}), folders, glob patterns, or - for standard input`,
    )
    .option('-o, --output <folder>', 'output folder; - writes the .glb to standard output', 'out')
    .option('-w, --weights <file>', 'safetensors file of another network')
    .addOption(
      new Option('-e, --engine <name>', 'engine that runs the network; auto uses a graphics processor if available')
        .choices(ENGINES)
        .default('auto'),
    )
    .option(
      '--people <which>',
      'all, the number of a person (1 is the default), or x,y of a pixel on one',
      peopleChoice,
    )
    .option(
      '--elevation <degrees>',
      'how far the camera is above the horizon, seen from the person: -90 to 90, for networks that read it',
      elevationDegrees,
    )
    .option(
      '--field-of-view <degrees>',
      "angle of view along the photograph's longer side, or exif: from the focal length that the camera stored " +
        '(default: for networks whose volumes have perspective, as their weights state, exif where it is stored, else ' +
        '50; 0 for others)',
      fieldOfViewChoice,
    )
    .option('--obj', 'also write a .obj')
    .option('--volume', 'also write the predicted volume as .npy')
    .addOption(
      new Option('--print [format]', 'also write a file for 3D printers: 3mf or stl')
        .choices(['3mf', 'stl'])
        .preset('3mf'),
    )
    .option(
      '--print-height <mm>',
      'height of the print in millimetres (default: 100); walls are at least 1 mm thick, above 200 mm 1/200 of it',
      positiveNumber,
    )
    .option('--print-base', 'print the body on a base instead of cutting its feet flat')
    .option('--strict', 'reject photographs that cause warnings, for example about a person partly outside the frame')
    .option('-j, --jobs <n>', 'number of photographs to process at a time', positiveInteger, 1)
    .option('--force', 'also process inputs found in folders or by glob patterns if their outputs exist')
    .option('--json', 'print one JSON value per photograph')
    .addHelpText('after', NAME_RULE)
    .action(lazy(() => import('./actions/reconstruct.js')));
