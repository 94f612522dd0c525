// Defines `vrn reconstruct`: reconstructs bodies from photographs.
import { Command, Option } from 'commander';
import { ENGINE_TEXT, ENGINES } from '../engine/engineNames.js';
import { NAME_RULE } from '../output/names.js';
import { PHOTO_ENDINGS } from '../photo/fileKind.js';
import { lazy } from './actions/lazy.js';
import { shardOption } from './arguments/shard.js';
import {
  elevationDegrees,
  fieldOfViewChoice,
  peopleChoice,
  positiveInteger,
  positiveNumber,
} from './arguments/values.js';

/** Description of batches, for `--help`. */
const BATCH_RULE = `
Several photographs, folders and glob patterns: an interrupted run continues
when it is started again. The output folder keeps a record of each photograph in
.records. Photographs found in folders or by glob patterns are skipped if their
record is complete, and reconstructed again if they changed. A run stops with an
error if it would keep results of its photographs that were made with different
options: choose another folder, or give --force to replace them. If one photograph
fails, the others go on. bodies.csv has one row per body or failure;
contact-sheet-001.png shows photograph, front and back of each body. Shards may
run at the same time with the same output folder: each writes a CSV of its own,
and the last one to finish writes bodies.csv and the contact sheets. If every
photograph is named one by one, each task of a cluster reconstructs all of them,
unless --shard or --resume is given.`;

export const reconstructCommand = (): Command =>
  new Command('reconstruct')
    .summary('reconstruct 3D bodies from photographs of people')
    .description(
      'Reconstructs a coloured 3D body (.glb) and a preview (.preview.png) from each photograph of a person. If a ' +
        'photograph shows several people, the best one by size and confidence is reconstructed, or those that ' +
        '--people selects: their outputs are numbered, NAME-1.glb for the best. Warnings report people who are cut ' +
        'off or partly not found, and uncertain predictions. Parts outside the photograph are missing from the body. ' +
        'The results of several photographs are listed in bodies.csv and shown on contact sheets.',
    )
    .argument(
      '<image...>',
      `photographs (${PHOTO_ENDINGS.join(', ')}), folders, glob patterns, or - for standard input; subfolders are read ` +
        'with --recursive only',
    )
    .option('-o, --output <folder>', 'output folder; - writes the .glb of one body to standard output', 'out')
    .option('-w, --weights <file>', 'safetensors file of the network to use instead of the default')
    .addOption(new Option('-e, --engine <name>', ENGINE_TEXT).choices(ENGINES).default('auto'))
    .option(
      '--people <which>',
      'people to reconstruct: all, the number of one person (1 is the best), or x,y of a pixel on one person ' +
        '(default: the best, whose outputs are not numbered)',
      peopleChoice,
    )
    .option(
      '--elevation <degrees>',
      'elevation of the camera, -90 to 90: 0 is horizontal, positive looks down on the person; ignored with a warning ' +
        'by networks that do not read it (default: unknown)',
      elevationDegrees,
    )
    .option(
      '--field-of-view <degrees>',
      "angle of view along the photograph's longer side, from 0 (no perspective) to below 180, or exif to compute it " +
        'from the stored focal length (default: depends on the network: 0 if its volumes have no perspective; else ' +
        'exif, or 50 if the photograph states no focal length)',
      fieldOfViewChoice,
    )
    .option('--obj', 'also write a .obj, with coloured vertices')
    .option('--volume', 'also write the volume of probabilities as .npy')
    .addOption(
      new Option('--print [format]', 'also write a file for 3D printers, in millimetres: 3mf or stl')
        .choices(['3mf', 'stl'])
        .preset('3mf'),
    )
    .option(
      '--print-height <mm>',
      'height of the print in millimetres, with --print (default: 100); walls are at least 1 mm thick, and at least ' +
        '1/200 of the height',
      positiveNumber,
    )
    .option('--print-base', 'with --print, add a base below the body instead of cutting its feet flat')
    .option(
      '--strict',
      'fail instead of writing a body with warnings, for example if the person is partly outside the frame',
    )
    .option('-j, --jobs <n>', 'number of photographs to process at a time', positiveInteger, 1)
    .option('-r, --recursive', 'also read the subfolders of folders')
    .addOption(shardOption('reconstruct', 'all photographs'))
    .option('--resume', 'also keep finished results of photographs that are named one by one; not with --force')
    .option('--force', 'reconstruct all photographs again, and replace results made with other options')
    .option('--json', 'print one JSON value per photograph')
    .addHelpText('after', `${BATCH_RULE}\n${NAME_RULE}`)
    .action(lazy(() => import('./actions/reconstruct.js')));
