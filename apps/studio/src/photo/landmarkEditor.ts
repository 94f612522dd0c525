// Marks the landmarks on the photograph; each can be moved with the pointer or the arrow keys, and hidden.
import { LANDMARK_NAMES, type Landmark } from '@vrn/voxel';
import { byId, make } from '../page/dom.js';
import { percentAt, pixelAt, type Region } from './region.js';

/** Indices of the landmarks along the legs, the trunk and the arms, which are joined by lines. */
const CHAINS = [
  [0, 1, 2, 6, 3, 4, 5],
  [6, 7, 8, 9],
  [10, 11, 12, 7, 13, 14, 15],
] as const;
const BONES = CHAINS.flatMap((chain) => chain.slice(1).map((at, n) => [chain[n]!, at] as const));

const SVG = 'http://www.w3.org/2000/svg';

/** Distance that an arrow key moves a landmark, as a fraction of the region's height. */
const KEY_STEP = 1 / 200;

export interface LandmarkEditor {
  readonly landmarks: readonly Landmark[];
  setVisible(on: boolean): void;
  remove(): void;
}

/**
 * Shows the landmarks on the photograph for editing.
 *
 * @param given   landmarks in pixels of the picture; they are copied, and the result has the edited ones.
 * @param onEdit  called after each change.
 */
export function editLandmarks(region: Region, given: readonly Landmark[], onEdit: () => void): LandmarkEditor {
  const stage = byId('photo-stage');
  const landmarks = given.map((landmark): Landmark => [...landmark]);
  const layer = make('div', { class: 'landmarks', role: 'group', 'aria-label': 'Landmarks' });
  const drawing = document.createElementNS(SVG, 'svg');
  const lines = BONES.map(() => document.createElementNS(SVG, 'line'));
  drawing.append(...lines);
  layer.append(drawing);
  for (const at of landmarks.keys()) layer.append(markOf(at));
  drawBones();
  stage.append(layer);

  /** Draws the lines; a line with a landmark of confidence 0 is hidden. */
  function drawBones(): void {
    for (const [n, bone] of BONES.entries()) {
      const line = lines[n]!;
      for (const [end, at] of bone.entries()) {
        const [row, column] = landmarks[at]!;
        const { left, top } = percentAt(region, row, column);
        line.setAttribute(`x${end + 1}`, left);
        line.setAttribute(`y${end + 1}`, top);
      }
      const isFound = bone.every((at) => (landmarks[at]![2] ?? 1) > 0);
      line.setAttribute('visibility', isFound ? 'visible' : 'hidden');
    }
  }

  function markOf(at: number): HTMLButtonElement {
    const name = LANDMARK_NAMES[at]!.replaceAll(/[-_]/g, ' ');
    const mark = make('button', { type: 'button', class: 'landmark' });
    const show = (): void => {
      const [row, column, confidence = 1] = landmarks[at]!;
      Object.assign(mark.style, percentAt(region, row, column));
      mark.classList.toggle('absent', confidence === 0);
      const state = confidence === 0 ? 'not in the picture' : 'found';
      mark.setAttribute('aria-label', `${name}, ${state}. Arrow keys move it, Delete hides or shows it.`);
      mark.title = confidence === 0 ? `${name}: hidden` : name;
    };
    const change = (landmark: Landmark): void => {
      landmarks[at] = landmark;
      show();
      drawBones();
      onEdit();
    };
    const moveTo = (row: number, column: number): void => {
      const [, , confidence = 1, ...depth] = landmarks[at]!;
      change([row, column, confidence === 0 ? 1 : confidence, ...depth] as unknown as Landmark);
    };
    const toggle = (): void => {
      const [row, column, confidence = 1, ...depth] = landmarks[at]!;
      change([row, column, confidence === 0 ? 1 : 0, ...depth] as unknown as Landmark);
    };
    mark.addEventListener('pointerdown', (event) => {
      mark.setPointerCapture(event.pointerId);
      mark.onpointermove = (move) => {
        const { row, column } = pixelAt(region, stage, move);
        moveTo(row, column);
      };
    });
    const release = (): void => {
      mark.onpointermove = null;
    };
    mark.addEventListener('pointerup', release);
    mark.addEventListener('pointercancel', release);
    mark.addEventListener('dblclick', toggle);
    mark.addEventListener('keydown', (event) => {
      const [row, column] = landmarks[at]!;
      const step = KEY_STEP * region.height;
      const moved = (
        {
          ArrowUp: [row - step, column],
          ArrowDown: [row + step, column],
          ArrowLeft: [row, column - step],
          ArrowRight: [row, column + step],
        } as Readonly<Record<string, readonly [number, number]>>
      )[event.key];
      if (moved !== undefined) moveTo(...moved);
      else if (event.key === 'Delete' || event.key === 'Backspace') toggle();
      else return;
      event.preventDefault();
    });
    show();
    return mark;
  }

  return {
    landmarks,
    setVisible(on) {
      layer.hidden = !on;
    },
    remove: () => layer.remove(),
  };
}
