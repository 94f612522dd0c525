// Draws samples with ground truth and prediction side by side.
import { contactSheet, type Shown } from '@vrn/bodies';
import { type Packed, packed, type View, type Volume } from '@vrn/voxel';
import { checkOptions, defined } from '@vrn/voxel/internal';
import type { ShownBody } from './evaluateSet.js';

export interface EvaluationSheetOptions {
  readonly title?: string;
  /** Side of a panel in pixels. */
  readonly size?: number;
}

export const EVALUATION_SHEET_DEFAULTS = { title: '', size: 160 } as const;

/**
 * Draws one row per body: on the left the ground truth, on the right the prediction, each as image, landmarks, mask
 * with silhouette, and surface from the front and from the person's left.
 *
 * @returns  `[rows, columns, 3]`, sRGB bytes; `encodePng` of `@vrn/bodies` makes a file of it.
 * @throws {VolumetricError} `bad-argument` without bodies, and for invalid options
 *
 * @example
 * const { worst } = await evaluateSet(samples, methods);
 * await writeFile('worst.png', encodePng(evaluationSheet(worst)));
 */
export function evaluationSheet(
  bodies: readonly ShownBody[],
  options: EvaluationSheetOptions = {},
): Packed<Uint8Array> {
  checkOptions('evaluationSheet', options, EVALUATION_SHEET_DEFAULTS);
  const { title, size } = { ...EVALUATION_SHEET_DEFAULTS, ...defined(options) };
  const captions = new Map<Shown, readonly string[]>();
  const tiles = bodies.flatMap(({ sample, prediction, scored }) => {
    const { scores } = scored;
    const truth: Shown = sample;
    const predicted: Shown = { ...sample, volume: toVolume(prediction) };
    const view = [
      ...(scored.elevation === undefined ? [] : [`ELEVATION ${scored.elevation.toFixed(0)}`]),
      ...(scored.bodyTurn === undefined ? [] : [`TURN ${scored.bodyTurn.toFixed(0)}`]),
    ];
    captions.set(truth, [`#${scored.sample} TRUTH ${view.join(' ')}`, `LEAN ${angle(scores.trueLean)}`]);
    captions.set(predicted, [
      `${scored.method} REGISTERED IOU ${scores.registeredIou.toFixed(3)} IOU ${scores.iou.toFixed(3)}`,
      `LEAN ${angle(scores.lean)} CHAMFER ${scores.chamferCm?.toFixed(1) ?? '-'} CM`,
    ]);
    return [truth, predicted];
  });
  return contactSheet(tiles, {
    columns: 2,
    size,
    title,
    caption: (shown) => captions.get(shown)!.map((line) => line.toUpperCase()),
  });
}

const angle = (degrees: number | undefined): string => (degrees === undefined ? '-' : degrees.toFixed(0));

/** Copies any view to a packed volume. */
function toVolume({ data, shape, stride, offset }: View): Volume {
  const [rows, columns, slices] = shape as [number, number, number];
  const out = new Float32Array(rows * columns * slices);
  let to = 0;
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      for (let k = 0; k < slices; k++) {
        out[to++] = data[offset + i * stride[0]! + j * stride[1]! + k * stride[2]!]!;
      }
    }
  }
  return packed(out, [rows, columns, slices]);
}
