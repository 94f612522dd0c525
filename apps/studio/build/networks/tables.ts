// Writes the tables of the page: IoU of every training beside the paper's, and the paper's claims.
import { REPORTED, VARIANTS, type VariantName } from '@vrn/model';
import { scrollable } from './figures.js';
import { type Html, html } from './html.js';
import type { Run, TrainedNetwork, Training } from './run.js';
import { TITLES } from './titles.js';

/** Formats an IoU of 0..1 in per cent, with one decimal and without a unit; undefined as a dash. */
export const percent = (iou: number | undefined): string => (iou === undefined ? '–' : (100 * iou).toFixed(1));

/** Describes the progress of a training of `end` epochs in words. */
export function stateOf({ row, history }: Training, end: number): string {
  if (row.result !== undefined) return 'trained';
  return history.length === 0 ? 'not trained yet' : `in training, epoch ${history.length} of ${end}`;
}

/** Writes the table of results: all trainings of all networks, then the baselines, which need no network. */
export function resultsTable({ networks, table, epochs: [half, end] }: Run): Html {
  const rows = networks.flatMap((network) =>
    network.trainings.map((each, at) => trainingRow(network, each, { at, end })),
  );
  const others = table.baselines.map(
    ({ name, input, iou }) => html`<tr>
      <th scope="row">${name.replace(/^./, (letter) => letter.toUpperCase())}</th><td>${input}</td>
      <td></td><td></td><td></td><td class="number">${percent(iou)}</td><td>no network</td>
    </tr>`,
  );
  return scrollable(
    html`<table class="results">
      <caption class="visually-hidden">IoU of the seven networks in per cent, in the paper and here</caption>
      <thead>
        <tr>
          <th scope="col" rowspan="2">Network</th><th scope="col" rowspan="2">Input</th>
          <th scope="colgroup" colspan="2" class="group">IoU in the paper, %</th>
          <th scope="colgroup" colspan="2" class="group">IoU here, %</th>
          <th scope="col" rowspan="2">State</th>
        </tr>
        <tr>
          <th scope="col" class="number">epoch 30</th><th scope="col" class="number">epoch 60</th>
          <th scope="col" class="number">epoch ${half}</th><th scope="col" class="number">epoch ${end}</th>
        </tr>
      </thead>
      <tbody>${rows}</tbody>
      <tbody>${others}</tbody>
    </table>`,
    'Table of results',
  );
}

function trainingRow(
  { name }: TrainedNetwork,
  training: Training,
  { at, end }: { readonly at: number; readonly end: number },
): Html {
  const { epoch30, epoch60 } = REPORTED[name];
  const { title } = TITLES[name];
  const heading = at === 0 ? html`<a href="#${name}">${title}</a>` : html`${title}, seed ${training.row.entry.seed}`;
  const state = stateOf(training, end);
  return html`<tr${at === 0 ? undefined : html` class="repeat"`}>
      <th scope="row">${heading}</th><td>${VARIANTS[name].inputs.join(', ')}</td>
      <td class="number">${percent(epoch30)}</td><td class="number">${percent(epoch60)}</td>
      <td class="number">${percent(training.half)}</td><td class="number">${percent(training.end)}</td>
      <td>${state}</td>
    </tr>`;
}

/** Replaces the network's name by its title in a claim of the form "NAME gains …". */
const titled = (text: string): string =>
  text.replace(/^[\w-]+(?= gains)/, (name) => (name in TITLES ? TITLES[name as VariantName].title : name));

const signed = (points: number): string => `${points < 0 ? '−' : '+'}${Math.abs(points).toFixed(1)}`;

/** Writes the table of the claims that the finished trainings can test; undefined if there are none. */
export function claimsTable({ table: { claims } }: Run): Html | undefined {
  if (claims.length === 0) return undefined;
  const rows = claims.map(({ text, paper, ours: { mean, interval }, verdict }) => {
    const [low, high] = interval.map((each) => signed(100 * each));
    return html`<tr>
      <th scope="row">${titled(text)}</th><td class="number">${paper === undefined ? '–' : signed(paper)}</td>
      <td class="number">${signed(100 * mean)}</td><td class="number">${low} … ${high}</td>
      <td><span class="verdict ${verdict}">${verdict}</span></td>
    </tr>`;
  });
  return scrollable(
    html`<table class="results">
      <caption class="visually-hidden">Claims of the paper as differences of IoU, in points</caption>
      <thead><tr>
        <th scope="col">Claim</th><th scope="col" class="number">Paper</th><th scope="col" class="number">Here</th>
        <th scope="col" class="number">95 % interval</th><th scope="col">Verdict</th>
      </tr></thead>
      <tbody>${rows}</tbody>
    </table>`,
    'Table of claims',
  );
}
