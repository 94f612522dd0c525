// Draws networks and learning curves as inline SVG, whose colours the page's stylesheet replaces.
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

/** Prepares an SVG file for embedding in a page: adds a class, a role and a label, and makes its id `arrow` unique. */
function inline(svg: string, { kind, id, label }: Figure): Html {
  const own = svg.trim().replaceAll('id="arrow"', `id="arrow-${id}"`).replaceAll('url(#arrow)', `url(#arrow-${id})`);
  const role = / role="img"/.test(own.slice(0, own.indexOf('>'))) ? '' : ' role="img"';
  const { html: start } = html`<svg class="${kind}" aria-label="${label}"`;
  return raw(own.replace(/^<svg/, () => `${start}${role}`));
}

/** Draws a network of Table 1 at the paper's size, as an SVG file. */
export function drawingFile(name: VariantName): Asset {
  const vrn = buildVRN(name);
  const svg = vrn.drawing();
  vrn.dispose();
  return asset(`${name}-drawing`, 'svg', new TextEncoder().encode(svg));
}

/** Embeds the drawing of a network in the page. */
export function drawing(name: VariantName, title: string, { source }: Asset): Html {
  const label = `The network ${title}, from input to losses`;
  const svg = inline(new TextDecoder().decode(source), { kind: 'drawing', id: name, label });
  return scrollable(svg, `Drawing of ${title}`);
}

/** Draws the IoU of every stack over the finished epochs of a training, of which there must be at least one. */
export function curves({ row, history }: Training, title: string): Html {
  const last = history.at(-1)!;
  const ious = (last.validation ?? last).ious.map((iou) => `${(100 * iou).toFixed(1)} %`).join(', ');
  const label = `IoU of every stack of ${title} after each of ${history.length} epochs. At the end: ${ious}.`;
  const svg = inline(learningCurves(history), { kind: 'chart', id: `curves-${row.entry.name}`, label });
  return scrollable(svg, `Learning curves of ${title}`);
}

/** Wraps content that may be wider than the page in a region that can be scrolled, also by keyboard. */
export const scrollable = (content: Html, label: string): Html =>
  html`<div class="scroll" role="region" tabindex="0" aria-label="${label}">${content}</div>`;
