// Tests what the page of networks shows of the results of Table 1.
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { REPORTED, VARIANT_NAMES } from '@vrn/model';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { cellHeight, cellPlace } from '../../../../../examples/table1/report/picture.js';
import { drawingFile } from '../../../build/networks/figures.js';
import { networksContent } from '../../../build/networks/page.js';
import { bodyPictures } from '../../../build/networks/pictures.js';
import { RESULTS, readRun } from '../../../build/networks/run.js';

const STYLES = fileURLToPath(new URL('../../../src/styles/networks.css', import.meta.url));

/** Returns the HTML of the page's article about a network. */
const articleOf = (html: string, name: string): string =>
  html.split(`<article id="${name}"`)[1]!.split('</article>')[0]!;

async function contentOf(folder: string): Promise<string> {
  const run = await readRun(folder);
  const bodies = await bodyPictures(run);
  const drawings = new Map(run.networks.map(({ name }) => [name, drawingFile(name)]));
  return networksContent(run, { drawings, bodies }).html;
}

describe('The content of the page of networks', () => {
  it('says of every network what the results hold, and nothing of those that are not trained', async () => {
    const [html, run] = [await contentOf(RESULTS), await readRun()];
    expect(run.networks.map(({ name }) => name)).toEqual(VARIANT_NAMES);
    for (const { name, trainings, pictured } of run.networks) {
      const text = articleOf(html, name);
      const { row, history, half, end } = trainings[0]!;
      const { epoch30, epoch60 } = REPORTED[name];
      expect(text).toContain(`${(100 * epoch30).toFixed(1)} and ${(100 * epoch60).toFixed(1)} %`);
      expect(text.match(/class="drawing"/g)).toHaveLength(1);
      expect(text.includes('class="chart"'), `${name}: curves`).toBe(trainings.some((each) => each.history.length > 0));
      expect(text.includes('<ul class="bodies">'), `${name}: bodies`).toBe(pictured !== undefined);
      if (row.result === undefined) {
        expect(text).toContain(history.length === 0 ? 'not trained yet' : 'in training');
      } else {
        expect(text).toContain(`${(100 * half!).toFixed(1)} and ${(100 * end!).toFixed(1)} %`);
      }
    }
    expect(run.networks.find(({ name }) => name === 'multistack')!.trainings[0]!.row.result).toBeDefined();
  });

  it('shows a training as soon as its files are there, without other changes', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'table1-'));
    try {
      for (const file of await readdir(RESULTS)) {
        if (/^(?:conv3d|mask-only)[.-]/.test(file)) continue;
        const bytes = await readFile(join(RESULTS, file));
        await writeFile(join(folder, file), bytes);
        // Copies the finished training of Multistack to 3D Convolution, and its first seven epochs to Mask Only.
        const own = /^multistack(\..*)$/.exec(file)?.[1];
        if (own === undefined) continue;
        const text = bytes.toString().replaceAll('"multistack"', '"conv3d"');
        await writeFile(join(folder, `conv3d${own}`), own.endsWith('.gz') ? bytes : text);
        if (own === '.jsonl') {
          const begun = bytes.toString().split('\n').slice(0, 7).join('\n');
          await writeFile(join(folder, 'mask-only.jsonl'), `${begun}\n`);
        }
      }
      const html = await contentOf(folder);
      const [whole, begun] = [articleOf(html, 'conv3d'), articleOf(html, 'mask-only')];
      expect(whole).toContain('<p class="state">trained</p>');
      expect(whole).toContain('class="chart"');
      expect(whole.match(/alt="3D Convolution of test body \d, (?:front|left)"/g)).toHaveLength(8);
      expect(begun).toContain('<p class="state">in training, epoch 7 of 60</p>');
      expect(begun.match(/class="series"/g)).toHaveLength(8);
      expect(begun).toContain('Not trained yet: there are no bodies.');
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('draws bodies as the picture of the run does', async () => {
    const run = await readRun();
    const file = await readFile(join(RESULTS, 'bodies.png'));
    const tall = cellHeight([64, 64]);
    const columns = run.networks.filter(({ pictured }) => pictured !== undefined).map(({ name }) => name);
    const { width } = await sharp(file).metadata();
    const column = columns.indexOf('multistack') + 2;
    expect(width).toBe(cellPlace({ column: columns.length + 2, row: 0, tall }).left);
    for (const [number, { networks }] of (await bodyPictures(run)).entries()) {
      for (const [view, { source }] of networks.get('multistack')!.entries()) {
        const place = cellPlace({ column, row: 2 * number + view, tall });
        const [expected, drawn] = await Promise.all([
          sharp(file).extract(place).removeAlpha().raw().toBuffer(),
          sharp(source).removeAlpha().raw().toBuffer(),
        ]);
        const difference = drawn.reduce((sum, value, at) => sum + Math.abs(value - expected[at]!), 0) / drawn.length;
        // Mean error of the WebP encoding, for values of 0..255.
        expect(difference).toBeLessThan(1.5);
      }
    }
  });

  it('has a colour for light and dark pages in place of every colour of the figures', async () => {
    const style = await readFile(STYLES, 'utf8');
    const html = await contentOf(RESULTS);
    for (const kind of ['drawing', 'chart']) {
      const figures = html
        .split(`<svg class="${kind}"`)
        .slice(1)
        .map((part) => part.split('</svg>')[0]!);
      const colours = new Set(figures.flatMap((svg) => svg.match(/(?:fill|stroke)="#[0-9a-f]+"/g) ?? []));
      expect(colours.size).toBeGreaterThan(4);
      for (const colour of colours) expect(style).toContain(`.${kind} [${colour}]`);
    }
  });
});
