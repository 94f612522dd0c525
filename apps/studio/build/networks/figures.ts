// Draws networks and learning curves as SVG that is part of a page and takes its colours.
import { buildVRN, type VariantName } from '@vrn/model';
import { learningCurves } from '@vrn/model/train';
import { type Asset, asset } from './asset.js';
import { type Html, html, raw } from './html.js';
import type { Training } from './run.js';

interface Figure {
  readonly kind: 'drawing' | 'chart';
  readonly id: string;
  readonly label: string;
}

/** Makes an SVG file a part of a page: with a class, a name, and ids that other figures of the page do not have. */
function inline(svg: string, { kind, id, label }: Figure): Html {
  const own = svg.trim().replaceAll('id="arrow"', `id="arrow-${id}"`).replaceAll('url(#arrow)', `url(#arrow-${id})`);
  const role = / role="img"/.test(own.slice(0, own.indexOf('>'))) ? '' : ' role="img"';
  const { html: start } = html`<svg class="${kind}" aria-label="${label}"`;
  return raw(own.replace(/^<svg/, () => `${start}${role}`));
}

/** Draws a network of Table 1 at the paper's size, as a file. */
export function drawingFile(name: VariantName): Asset {
  const vrn = buildVRN(name);
  const svg = vrn.drawing();
  vrn.dispose();
  return asset(`${name}-drawing`, 'svg', new TextEncoder().encode(svg));
}

/** Makes a drawing a part of the page. */
export function drawing(name: VariantName, title: string, { source }: Asset): Html {
  const label = `The network ${title}, from input to losses`;
  const svg = inline(new TextDecoder().decode(source), { kind: 'drawing', id: name, label });
  return scrollable(svg, `Drawing of ${title}`);
}

/** Draws the IoU of every stack over the epochs that a training has finished, at least one. */
export function curves({ row, history }: Training, title: string): Html {
  const last = history.at(-1)!;
  const ious = (last.validation ?? last).ious.map((iou) => `${(100 * iou).toFixed(1)} %`).join(', ');
  const label = `IoU of every stack of ${title} after each of ${history.length} epochs. At the end: ${ious}.`;
  const svg = inline(learningCurves(history), { kind: 'chart', id: `curves-${row.entry.name}`, label });
  return scrollable(svg, `Learning curves of ${title}`);
}

/** Wraps what may be wider than the page: the wrapper is scrolled, by the keyboard as well. */
export const scrollable = (content: Html, label: string): Html =>
  html`<div class="scroll" role="region" tabindex="0" aria-label="${label}">${content}</div>`;
