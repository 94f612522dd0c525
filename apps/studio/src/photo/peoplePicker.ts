// Lets the user pick one of several people, on the photograph or with buttons.

import { button, byId } from '../page/dom.js';
import type { PersonReport, PhotoReport } from '../protocol/calls.js';
import { drawPhoto } from './photoView.js';
import { percentAt } from './region.js';

/** Colours of the people's masks, sRGB 0..255, repeated if there are more people. */
const COLOURS: readonly (readonly [number, number, number])[] = [
  [46, 125, 107],
  [201, 104, 52],
  [86, 98, 176],
  [176, 72, 122],
  [120, 120, 50],
];

/** Shows the people of a photograph and waits until one is picked. */
export function pickPerson({ picture, width, height, people }: PhotoReport): Promise<PersonReport> {
  const region = { left: 0, top: 0, width, height };
  drawPhoto({
    picture,
    region,
    tints: people.map(({ mask }, at) => ({ mask, colour: COLOURS[at % COLOURS.length]! })),
  });
  byId('photo-hint').textContent = `${people.length} people were found. Whose body should be made?`;
  const row = byId('people');
  const stage = byId('photo-stage');
  return new Promise((resolve) => {
    const marks: HTMLElement[] = [];
    const pick = (person: PersonReport): void => {
      for (const mark of marks) mark.remove();
      row.replaceChildren();
      row.hidden = true;
      resolve(person);
    };
    for (const person of people) {
      const label = describe(person);
      row.append(button(label, () => pick(person)));
      const found = person.landmarks.filter(([, , confidence = 1]) => confidence > 0);
      const middle = (axis: 0 | 1): number => found.reduce((sum, each) => sum + each[axis], 0) / found.length;
      const mark = button(String(person.number), () => pick(person), { class: 'person-mark', 'aria-label': label });
      Object.assign(mark.style, percentAt(region, middle(0), middle(1)));
      marks.push(mark);
    }
    stage.append(...marks);
    row.hidden = false;
    row.querySelector('button')?.focus();
  });
}

const describe = ({ number, warnings }: PersonReport): string =>
  `Person ${number}${warnings.length > 0 ? ', not completely visible' : ''}`;
