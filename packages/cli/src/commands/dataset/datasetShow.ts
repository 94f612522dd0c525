// Implements `vrn dataset show`: summarises a data set as a table, a contact sheet and a page of statistics.
import { join } from 'node:path';
import type { Statistics } from '@vrn/bodies';
import { Command } from 'commander';
import { writeOutput } from '../../output/files.js';
import { progress } from '../../output/progress.js';
import { report, thousands } from '../../output/report.js';
import { positiveInteger } from '../arguments/values.js';

interface Options {
  readonly output: string;
  readonly people: number;
  readonly json?: boolean;
}

export const datasetShowCommand = (): Command =>
  new Command('show')
    .summary('summarise a data set as a table, a contact sheet and a page of statistics')
    .description('Summarises a data set: prints a table, and writes contact-sheet.png and statistics.html.')
    .argument('<set>', 'folder of the data set, or one shard (.vrns)')
    .option('-o, --output <folder>', 'folder for the contact sheet and the statistics', 'out')
    .option('--people <n>', 'number of samples on the contact sheet', positiveInteger, 12)
    .option('--json', 'print one JSON value')
    .action(run);

async function run(place: string, { output, people, json }: Options): Promise<void> {
  const { showDataset } = await import('@vrn/bodies/dataset');
  const bar = progress('samples', json);
  const { title, statistics, sheet, page } = await showDataset(place, { people, onProgress: bar.update }).finally(
    bar.stop,
  );
  const files = [join(output, 'contact-sheet.png'), join(output, 'statistics.html')] as const;
  await writeOutput(files[0], sheet);
  await writeOutput(files[1], page);
  report(json, { title, files, statistics }, [...table(title, statistics), files.join(', ')]);
}

function table(title: string, stats: Statistics): string[] {
  const { samples, splits, shapes, people, subjects, motions, landmarks } = stats;
  const counts = (record: Readonly<Record<string, number>>): string =>
    Object.entries(record)
      .map(([name, count]) => `${name} ${thousands(count)}`)
      .join(', ');
  const spread = (name: 'height' | 'occupied' | 'masked' | 'agreement', unit: string): string => {
    const { mean, deviation, least, most } = stats[name];
    if (mean === null) return 'none';
    const [m, d, low, high] = [mean, deviation ?? 0, least ?? mean, most ?? mean].map((value) => value.toPrecision(3));
    return `${m}${unit} ± ${d}, ${low} to ${high}`;
  };
  const share = (of: 'found' | 'visible' | 'onMask'): string => {
    const values = landmarks.map((each) => each[of]).filter((value) => value !== null);
    if (values.length === 0) return 'unknown';
    return `${((100 * values.reduce((sum, value) => sum + value, 0)) / values.length).toFixed(1)} %`;
  };
  const rows: readonly (readonly [string, string])[] = [
    ['samples', `${thousands(samples)}: ${counts(splits)}`],
    ['volumes', counts(shapes)],
    ['people', thousands(people.distinct)],
    ['subjects', `${thousands(subjects.distinct)} in ${thousands(motions.distinct)} motions`],
    ['height', spread('height', ' m')],
    ['occupied', spread('occupied', ' %')],
    ['mask', spread('masked', ' %')],
    ['mask and silhouette', `IoU ${spread('agreement', '')}`],
    ['landmarks', `found ${share('found')}, visible ${share('visible')}, on the mask ${share('onMask')}`],
  ];
  const wide = Math.max(...rows.map(([name]) => name.length));
  return [title, ...rows.map(([name, value]) => `  ${name.padEnd(wide)}  ${value}`)];
}
