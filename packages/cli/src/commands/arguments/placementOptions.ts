// Adds the options --units, --height and --up to commands that read or write meshes.
import { type Command, Option } from 'commander';
import { UNITS, UP_AXES } from '../../output/units.js';
import { positiveNumber } from './values.js';

/** Help texts of the three options. */
export interface PlacementTexts {
  readonly units: string;
  readonly height: string;
  readonly up: string;
}

/** Adds the options. `--units` is m by default, `--up` is y; `--height` has no default. */
export const addPlacementOptions = (command: Command, texts: PlacementTexts): Command =>
  command
    .addOption(new Option('--units <unit>', texts.units).choices(UNITS).default('m'))
    .option('--height <length>', texts.height, positiveNumber)
    .addOption(new Option('--up <axis>', texts.up).choices(UP_AXES).default('y'));
