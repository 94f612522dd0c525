// Formats statistics as one self-contained HTML page of figures, small charts and lists.
import { checkOptions, defined } from '@vrn/voxel/internal';
import { escaped, figure, histogramChart, placeMap, shareChart } from './charts.js';
import type { Names, Statistics } from './gatherStatistics.js';
import type { Histogram } from './histogram.js';

export interface StatisticsPageOptions {
  readonly title?: string;
}

export const STATISTICS_PAGE_DEFAULTS = { title: 'Samples' } as const;

type Chart = readonly [histogram: Histogram, title: string, unit: string];

const STYLE = `body{font:14px/1.45 sans-serif;color:#222;background:#fff;margin:24px auto;max-width:1040px;padding:0 16px}
h1{font-size:22px;margin:0 0 4px}h2{font-size:16px;margin:28px 0 8px;border-bottom:1px solid #ddd}
.cards{display:flex;flex-wrap:wrap;gap:14px}.card{border:1px solid #e2e2e2;border-radius:6px;padding:8px 10px}
.card b{display:block;font-size:13px}.card small{color:#555}table{border-collapse:collapse}td,th{padding:2px 12px 2px 0;text-align:left}
td.n{text-align:right}.figures b{font-size:20px}`;

/**
 * Returns one HTML page with charts in SVG. It has no scripts, external files or dates: equal statistics give equal
 * pages.
 *
 * @param options.title  heading of the page; default 'Samples'.
 * @throws {VolumetricError} `bad-argument` for unknown options
 *
 * @example
 * await writeFile('statistics.html', statisticsPage(await statistics(shard), { title: 'train' }));
 */
export function statisticsPage(stats: Statistics, options: StatisticsPageOptions = {}): string {
  checkOptions('statisticsPage', options, STATISTICS_PAGE_DEFAULTS);
  const { title } = { ...STATISTICS_PAGE_DEFAULTS, ...defined(options) };
  const { pose } = stats;
  const sections = [
    `<h1>${escaped(title)}</h1>`,
    figures(stats),
    section('Body', [
      [stats.height, 'Height', 'm'],
      [stats.width, 'Width', 'm'],
      [stats.depth, 'Depth', 'm'],
      [stats.pictureShare, 'Height in the image', 'of its rows'],
      [stats.occupied, 'Occupied voxels', '% of all'],
      [stats.masked, 'Mask', '% of all pixels'],
      [stats.agreement, 'Mask and silhouette of the volume', 'IoU'],
    ]),
    section('Pose, as seen in the image', [
      [pose.elbow, 'Elbows (180 straight)', '°'],
      [pose.knee, 'Knees (180 straight)', '°'],
      [pose.shoulder, 'Upper arms from the trunk (0 hanging)', '°'],
      [pose.hip, 'Thighs from the trunk (180 standing)', '°'],
      [pose.lean, 'Trunk from upright', '°'],
      [pose.facing, 'Facing: shoulders over trunk (above 0 towards the camera)', ''],
    ]),
    section('Image', [
      [stats.brightness, 'Brightness', 'mean grey'],
      [stats.contrast, 'Contrast', 'deviation of grey'],
    ]),
    '<h2>Landmarks</h2><div class="cards">',
    `<div class="card">${shareChart(
      stats.landmarks.map(({ name, found, visible, onMask }) => ({ name, shares: [found, visible, onMask] })),
      ['found', 'visible', 'on the mask'],
    )}</div>`,
    `<div class="card"><b>Positions</b>${placeMap(stats.places, stats.landmarks)}<br><small>all landmarks; dots: mean positions, right orange, left green</small></div>`,
    '</div>',
    '<h2>Sources and people</h2><div class="cards">',
    names('Sources', stats.sources),
    names('People', stats.people),
    names('Subjects', stats.subjects),
    names('Motions', stats.motions),
    '</div>',
  ];
  return `<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>${escaped(title)}</title><style>${STYLE}</style></head>\n<body>\n${sections.join('\n')}\n</body></html>\n`;
}

function figures({ samples, splits, shapes, people, subjects, motions }: Statistics): string {
  const list = (of: Readonly<Record<string, number>>): string =>
    Object.entries(of)
      .map(([name, count]) => `${name} ${count}`)
      .join(', ');
  const entries: readonly (readonly [string, string])[] = [
    [String(samples), 'samples'],
    [String(people.distinct), 'people'],
    [String(subjects.distinct), 'motion subjects'],
    [String(motions.distinct), 'motions'],
    [list(splits) || '–', 'splits'],
    [list(shapes) || '–', 'volumes'],
  ];
  const cards = entries.map(
    ([value, name]) => `<div class="card"><b>${escaped(value)}</b><small>${name}</small></div>`,
  );
  return `<div class="cards figures">${cards.join('')}</div>`;
}

function section(title: string, charts: readonly Chart[]): string {
  const cards = charts.map(([histogram, name, unit]) => {
    const { mean, deviation, least, most } = histogram;
    const words = `mean ${figure(mean)} ± ${figure(deviation)}, ${figure(least)} to ${figure(most)} ${unit}`;
    return `<div class="card"><b>${escaped(name)}</b>${histogramChart(histogram, name)}<br><small>${escaped(words)}</small></div>`;
  });
  return `<h2>${escaped(title)}</h2><div class="cards">${cards.join('')}</div>`;
}

function names(title: string, { distinct, most }: Names): string {
  const rows = most
    .slice(0, 12)
    .map(([name, count]) => `<tr><td>${escaped(name)}</td><td class="n">${count}</td></tr>`);
  const more = distinct > rows.length ? `<tr><td>and ${distinct - rows.length} more</td><td></td></tr>` : '';
  return `<div class="card"><b>${title}: ${distinct}</b><table>${rows.join('')}${more}</table></div>`;
}
