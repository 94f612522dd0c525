// Shows the tools below the photograph: they choose what is drawn over it, and correct landmarks and mask.

import type { Landmark } from '@vrn/voxel';
import { button, byId, choices, make, slider } from '../page/dom.js';
import type { BodyReport, MaskData } from '../protocol/calls.js';
import { editLandmarks } from './landmarkEditor.js';
import { maskBrush } from './maskBrush.js';
import { drawPhoto } from './photoView.js';
import { regionOf } from './region.js';

type Layer = 'landmarks' | 'mask' | 'body' | 'photo';

export interface Corrected {
  readonly landmarks?: readonly Landmark[];
  readonly mask?: MaskData;
}

export interface CorrectionOptions {
  readonly picture: ImageBitmap;
  readonly body: BodyReport;
  /** Returns an image of the body as the camera sees it, which covers the person's square. */
  front(): ImageBitmap;
  /** Called when the user asks for the corrected body, with what was corrected. */
  onUpdate(corrected: Corrected): void;
}

const MASK_COLOUR = [120, 235, 195] as const;
const BRUSH = { min: 0.005, max: 0.08, step: 0.005, value: 0.02 } as const;

const HINTS: Readonly<Record<Layer, string>> = {
  landmarks: 'Drag a point that is wrong. Double-click one that is not in the picture, to hide it.',
  mask: 'The person as the network sees it. Paint what is missing, erase what does not belong.',
  body: 'The body as the camera sees it, over the photograph.',
  photo: 'The square of the photograph that the network sees.',
};

export interface Corrections {
  /** Redraws the photograph and what is over it, after the body has changed. */
  redraw(): void;
  remove(): void;
}

/** Shows the tools for a body, initially with its landmarks over the photograph. */
export function showCorrections({ picture, body, front, onUpdate }: CorrectionOptions): Corrections {
  const region = regionOf(body.square);
  const mask: MaskData = { ...body.mask, data: body.mask.data.slice() };
  const changed = { landmarks: false, mask: false };
  let layer: Layer = 'landmarks';
  let opacity = 0.7;

  const apply = button('Update the body', () => {
    onUpdate({ ...(changed.landmarks && { landmarks: editor.landmarks }), ...(changed.mask && { mask }) });
  });
  apply.classList.add('primary');
  const hasChanged = (what: keyof typeof changed): void => {
    changed[what] = true;
    apply.hidden = false;
  };
  apply.hidden = true;

  const draw = (): void =>
    drawPhoto({
      picture,
      region,
      tints: layer === 'mask' ? [{ mask, colour: MASK_COLOUR }] : [],
      ...(layer === 'body' && { overlay: { image: front(), region, opacity } }),
    });
  const editor = editLandmarks(region, body.landmarks, () => hasChanged('landmarks'));

  const brush = choices<'add' | 'erase'>(
    'Brush',
    [
      { value: 'add', label: 'Add' },
      { value: 'erase', label: 'Erase' },
    ],
    () => {},
  );
  const size = slider('Brush size', {
    ...BRUSH,
    text: (value) => `${Math.round(100 * value * 2)} %`,
    onInput: () => {},
  });
  const seeThrough = slider('Opacity', {
    ...{ min: 0, max: 1, step: 0.05, value: opacity },
    text: (value) => `${Math.round(100 * value)} %`,
    onInput(value) {
      opacity = value;
      draw();
    },
  });
  const maskTools = make('div', { class: 'stack' }, brush.element, size.element);
  let scheduled = false;
  const removeBrush = maskBrush({
    mask,
    region,
    value: () => (brush.value === 'add' ? 1 : 0),
    radius: () => size.input.valueAsNumber,
    isActive: () => layer === 'mask',
    onPaint() {
      if (scheduled) return;
      scheduled = true;
      requestAnimationFrame(() => {
        scheduled = false;
        draw();
      });
    },
    onEdit: () => hasChanged('mask'),
  });

  const choose = (next: Layer): void => {
    layer = next;
    byId('photo-hint').textContent = HINTS[layer];
    editor.setVisible(layer === 'landmarks');
    maskTools.hidden = layer !== 'mask';
    seeThrough.element.hidden = layer !== 'body';
    byId('photo-stage').classList.toggle('painting', layer === 'mask');
    draw();
  };
  const layers = choices<Layer>(
    'Over the photograph',
    [
      { value: 'landmarks', label: 'Landmarks' },
      { value: 'mask', label: 'Mask' },
      { value: 'body', label: 'Body' },
      { value: 'photo', label: 'Nothing' },
    ],
    choose,
  );
  const tools = byId('photo-tools');
  tools.replaceChildren(layers.element, maskTools, seeThrough.element, apply);
  tools.hidden = false;
  choose('landmarks');
  return {
    redraw: draw,
    remove() {
      editor.remove();
      removeBrush();
      tools.replaceChildren();
      tools.hidden = true;
    },
  };
}
