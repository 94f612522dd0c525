// Appends silhouette losses to graphs, with their gradients with respect to the logits.
import type { LossSettings, Term } from './lossTerm.js';

/** The axis of `[volumes, rows, columns, slices]` that each view looks along. */
const VIEW_AXES = { front: 3, side: 2 } as const;

/**
 * The formulas of `silhouetteLoss`. The maximum m along a ray is its largest logit, or T·log Σ e^(x/T) at a temperature
 * T > 0. With the target's maximum t, the loss of a ray is max(m, 0) − m·t + log(1 + e^−|m|), and its gradient is
 * σ(m) − t, shared equally by the voxels with the largest logit, or at T > 0 by all voxels in proportion to e^(x/T).
 */
export const silhouette = (
  view: keyof typeof VIEW_AXES,
  { temperature, reduction, [view]: weight }: LossSettings,
): Term => ({
  onPart(graph, { logits }, { target }) {
    const { op, float, integers } = graph;
    const along = (operator: 'ReduceMax' | 'ReduceSum', x: string) => op(operator, [x, integers([VIEW_AXES[view]])]);
    const top = along('ReduceMax', logits);
    const below = op('Sub', [logits, top]);
    const isHard = temperature === 0;
    // A steep HardSigmoid is 1 at the maximum and 0 below it.
    const shares = isHard
      ? op('HardSigmoid', [below], { alpha: { float: 3e38 }, beta: { float: 1 } })
      : op('Exp', [op('Mul', [below, float(1 / temperature)])]);
    const total = along('ReduceSum', shares);
    const m = isHard ? top : op('Add', [top, op('Mul', [op('Log', [total]), float(temperature)])]);
    const t = along('ReduceMax', target);
    const wrong = op('Sub', [op('Relu', [m]), op('Mul', [m, t])]);
    const rest = op('Softplus', [op('Neg', [op('Abs', [m])])]);
    const slope = op('Div', [op('Sub', [op('Sigmoid', [m]), t]), total]);
    const sum = (x: string): string => op('ReduceSum', [x, integers([1, 2, 3])], { keepdims: 0 });
    return { sums: [sum(wrong), sum(rest)], gradients: [op('Mul', [shares, slope])] };
  },
  total(graph, [wrong, rest], { samples, size: [rows, columns, slices] }) {
    const { op, float, integers } = graph;
    const pixels = rows * (view === 'front' ? columns : slices);
    const scale = reduction === 'mean' ? op('Div', [float(weight / pixels), samples]) : float(weight);
    const sum = op('ReduceSum', [op('Add', [wrong!, rest!]), integers([0])], { keepdims: 0 });
    return { value: op('Mul', [sum, scale]), factors: [scale] };
  },
});
