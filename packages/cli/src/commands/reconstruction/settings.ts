// Describes the options on which the files of bodies depend, so that results made with other options are recognised.
import { createHash } from 'node:crypto';
import { DEFAULT_WEIGHTS, readWeights } from '@vrn/pretrained';
import { readInput } from '../../output/files.js';
import { about } from '../../output/messages.js';
import type { PeopleChoice } from '../../photo/choosePeople.js';
import type { ReconstructOptions } from './worker.js';

/** Values of options as text, by the name of the option; null if the option was not given. */
export type Settings = Readonly<Record<string, string | null>>;

/** Number of hexadecimal digits of the digest that identifies weights. */
const DIGEST_LENGTH = 16;

/** Height of prints in millimetres if `--print-height` is not given. */
const PRINT_HEIGHT = 100;

/**
 * Returns the settings of a run. They do not include which files are requested (`--obj`, `--volume`, `--print`), since
 * a photograph that lacks a requested file counts as unfinished. They include the height and the base of prints.
 *
 * @throws {VolumetricError} naming the file of weights that cannot be read.
 */
export async function settingsOf(options: ReconstructOptions): Promise<Settings> {
  const { weights, engine, people, elevation, fieldOfView, strict, print, printHeight, printBase } = options;
  const bytes = await (weights === undefined ? readWeights(DEFAULT_WEIGHTS) : about(weights, () => readInput(weights)));
  const digest = createHash('sha256').update(bytes).digest('hex').slice(0, DIGEST_LENGTH);
  return {
    '--weights': `sha256 ${digest}`,
    '--engine': engine,
    '--people': people === undefined ? null : peopleText(people),
    '--elevation': elevation === undefined ? null : String(elevation),
    '--field-of-view': fieldOfView === undefined ? null : String(fieldOfView),
    '--strict': strict ? 'given' : null,
    ...(print && { [PRINT]: `${printHeight ?? PRINT_HEIGHT} mm${printBase ? ' with a base' : ''}` }),
  };
}

/** Name of the setting that describes prints. It is absent if none are made. */
const PRINT = '--print';

const peopleText = (people: PeopleChoice): string => {
  if (people === 'all') return people;
  return 'number' in people ? String(people.number) : `${people.x},${people.y}`;
};

/**
 * Describes the differences between the settings of an earlier run and those of this one; empty if they are equal.
 * Prints are compared only if both runs make them.
 */
export function differences(before: Settings, now: Settings): string[] {
  const text = (value: string | null | undefined): string => value ?? 'not given';
  return Object.keys({ ...before, ...now })
    .filter((name) => (before[name] ?? null) !== (now[name] ?? null))
    .filter((name) => name !== PRINT || (PRINT in before && PRINT in now))
    .map((name) => `${name} was ${text(before[name])}, is ${text(now[name])}`);
}
