// Everything outsiders import from @vrn/metrics.

export { dice } from './dice.js';
export { type Evaluation, evaluate } from './evaluate.js';
export { iou } from './iou.js';
export type { OverlapOptions } from './pair.js';
export { type RegisteredIou, type RegisteredIouOptions, registeredIou } from './registeredIou.js';
export { type SilhouetteIouOptions, silhouetteIou } from './silhouetteIou.js';
export { softIou } from './softIou.js';
