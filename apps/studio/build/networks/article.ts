// Writes what the page shows of one network: its drawing, costs and scores, learning curves and bodies.
import { REPORTED } from '@vrn/model';
import { VIEWS } from '../../../../examples/table1/report/picture.js';
import type { Asset } from './asset.js';
import { curves, drawing } from './figures.js';
import { type Html, html } from './html.js';
import type { BodyPictures, Picture } from './pictures.js';
import type { Run, TrainedNetwork, Training } from './run.js';
import { percent, stateOf } from './tables.js';
import { TITLES } from './titles.js';

/** Files that the page shows: drawings by the name of the network, and pictures of the test bodies. */
export interface Assets {
  readonly drawings: ReadonlyMap<string, Asset>;
  readonly bodies: readonly BodyPictures[];
}

/** Writes the part of the page about a network. */
export function article(run: Run, network: TrainedNetwork, { drawings, bodies }: Assets): Html {
  const { name, trainings } = network;
  const { title, words } = TITLES[name];
  const file = drawings.get(name)!;
  return html`
    <article id="${name}" class="panel network" aria-labelledby="${name}-title">
      <header>
        <h2 id="${name}-title">${title}</h2>
        <p class="state">${stateOf(trainings[0]!, run.epochs[1])}</p>
      </header>
      <p>${words}</p>
      ${facts(run, network)}
      <figure>
        ${drawing(name, title, file)}
        <figcaption class="note">
          At the paper’s size, 128³ voxels. Point at a part for its shape and costs, or
          <a href="./${file.path}">open the drawing of ${title} alone</a> to enlarge it.
        </figcaption>
      </figure>
      <h3>Learning curves</h3>
      ${trainings.some(({ history }) => history.length > 0) ? trainings.map((each) => curvesOf(run, each)) : NO_CURVES}
      <h3>Bodies</h3>
      ${bodiesOf(network, bodies)}
    </article>`;
}

const NO_CURVES = html`<p class="note">Not trained yet: there are no learning curves.</p>`;

/** Lists IoU, costs and time. */
function facts({ table, epochs: [half, end] }: Run, { name, trainings }: TrainedNetwork): Html {
  const training = trainings[0]!;
  const { epoch30, epoch60 } = REPORTED[name];
  const costs = table.costs.find(({ network }) => network === name);
  const rows: (readonly [string, string])[] = [
    ['IoU in the paper, epochs 30 and 60', `${percent(epoch30)} and ${percent(epoch60)} %`],
    [`IoU here, epochs ${half} and ${end}`, iousHere(training)],
  ];
  const stacks = training.bodies[0]?.ious.length ?? 0;
  if (stacks > 1) {
    const mean = (stack: number) =>
      training.bodies.reduce((sum, { ious }) => sum + ious[stack]!, 0) / training.bodies.length;
    const all = Array.from({ length: stacks }, (_, stack) => percent(mean(stack)));
    rows.push([`IoU of stacks 1 to ${stacks} at the end`, `${all.join(', ')} %`]);
  }
  if (costs !== undefined) {
    const { here, paper } = costs;
    rows.push(
      ['Parameters, at the paper’s size and here', `${count(paper.parameters)} and ${count(here.parameters)}`],
      ['Multiply-adds for a body', `${giga(paper.multiplyAdds)} and ${giga(here.multiplyAdds)}`],
    );
  }
  const { result } = training.row;
  if (result !== undefined) {
    const steps = result.steps.toLocaleString('en');
    rows.push(['Trained here', `${steps} steps, ${Math.round(result.seconds / 60)} minutes`]);
  }
  return html`<dl class="network-facts">${rows.map(([key, value]) => html`<div><dt>${key}</dt><dd>${value}</dd></div>`)}</dl>`;
}

const count = (value: number): string => `${(value / 1e6).toFixed(1)} million`;
const giga = (value: number): string => `${(value / 1e9).toFixed(2)} billion`;

function iousHere({ half, end, history }: Training): string {
  if (end !== undefined) return `${percent(half)} and ${percent(end)} %`;
  if (half !== undefined) return `${percent(half)} %, and not at the end yet`;
  return history.length === 0 ? 'not trained yet' : 'in training';
}

function curvesOf({ table }: Run, training: Training): Html {
  if (training.history.length === 0) return html``;
  const { entry } = training.row;
  const isRepeat = entry.name !== entry.network;
  const title = `${TITLES[entry.network].title}${isRepeat ? `, seed ${entry.seed}` : ''}`;
  const { curve } = table.spec.data;
  const samples = curve === null ? 'the test bodies' : `${curve} validation bodies`;
  return html`
      <figure>
        ${curves(training, title)}
        <figcaption class="note">${isRepeat ? `Seed ${entry.seed}. ` : ''}Solid: the samples of training, with augmentation. Dashed: ${samples}, without.</figcaption>
      </figure>`;
}

function bodiesOf({ name, trainings, pictured }: TrainedNetwork, bodies: readonly BodyPictures[]): Html {
  const { title } = TITLES[name];
  if (pictured === undefined) return html`<p class="note">Not trained yet: there are no bodies.</p>`;
  const scores = trainings[0]!.bodies;
  return html`
      <ul class="bodies">${bodies.map((body, at) => {
        const number = at + 1;
        const iou = scores[at]?.ious.at(-1);
        const side = (views: readonly Picture[], who: string): Html[] =>
          views.map((picture, view) =>
            cell(picture, `${who}, ${VIEWS[view]}`, `${who} of test body ${number}, ${VIEWS[view]}`),
          );
        const [truthFront, ...truthOthers] = side(body.truth, 'Ground truth');
        const [ownFront, ...ownOthers] = side(body.networks.get(name) ?? [], title);
        return html`
        <li>
          <p>Test body ${number}${iou === undefined ? '' : `: IoU ${percent(iou)} %`}</p>
          <div class="cells">
            ${cell(body.input, 'Input', `Input image of test body ${number}`)}
            ${[truthFront!, ownFront ?? html``]}
            ${[...truthOthers, ...ownOthers]}
          </div>
        </li>`;
      })}</ul>`;
}

const cell = ({ path, width, height }: Picture, caption: string, alt: string): Html => html`<figure>
              <img src="./${path}" width="${width}" height="${height}" alt="${alt}" loading="lazy" />
              <figcaption>${caption}</figcaption>
            </figure>`;
