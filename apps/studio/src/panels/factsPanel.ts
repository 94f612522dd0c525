// Makes the panel about the result: reasons to doubt it, and facts.

import { make, panel } from '../page/dom.js';
import type { BodyReport, EngineReport } from '../protocol/calls.js';

const percent = (share: number): string => `${Math.round(100 * share)} %`;

/** Makes the panel. The first one is open if there are warnings; later ones are as the user left the previous one. */
export function factsPanel({ facts, seconds }: BodyReport, engine: EngineReport): HTMLElement {
  const { warnings, landmarks, triangles, closed, signs } = facts;
  const total = Object.values(seconds).reduce((sum, each) => sum + each, 0);
  const rows: readonly (readonly [name: string, value: string])[] = [
    ['Landmarks found', `${landmarks} of 16`],
    ['Surface', `${triangles.toLocaleString('en')} triangles, ${closed ? 'closed' : 'open'}`],
    ['The network alone covers', `${percent(signs.networkShare)} of the person`],
    ['Voxels it is sure about', percent(signs.decided)],
    ['Made in', `${total.toFixed(1)} s on ${engine.name}`],
  ];
  const doubts =
    warnings.length === 0
      ? make('p', { class: 'note' }, 'There are no signs of errors in this body. Its hidden side is still an estimate.')
      : make('ul', { class: 'warnings' }, ...warnings.map((text) => make('li', {}, text)));
  const list = make('dl', { class: 'facts-list' });
  for (const [name, value] of rows) list.append(make('dt', {}, name), make('dd', {}, value));
  return panel('How sure is it?', warnings.length > 0, doubts, list);
}
