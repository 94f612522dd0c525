// A network's parts as one speaks of them: the layers of a block, or of all blocks in one place, taken together.
import type { Description, Layer } from '../network/shapes.js';

/** Layers that belong together. */
export interface Part {
  /** `stem/block0`, `stack2/rise3`, `stack0/fork`, … */
  readonly path: string;
  /** Output, without the batch: `[rows, columns, channels]` or `[slices, rows, columns, channels]`. */
  readonly shape: readonly number[];
  readonly parameters: number;
  readonly multiplyAdds: number;
}

/** Kinds that pass features on to the next part, at its resolution. */
const BETWEEN: ReadonlySet<Layer['kind']> = new Set(['pool', 'upsample', 'add']);

/** Parts in the order in which the network meets them; the volumes it puts out are parts `stack…/volume`. */
export function parts({ layers }: Description): Part[] {
  const found = new Map<string, Part>();
  let path = '';
  for (const layer of layers) {
    const [first, second] = layer.path.split('/');
    if (layer.path !== '' && second !== 'norm') path = `${first}/${second}`;
    if (layer.kind === 'resize') path = `${path.split('/')[0]}/volume`;
    const part = found.get(path) ?? { path, shape: layer.shape, parameters: 0, multiplyAdds: 0 };
    found.set(path, {
      path,
      shape: BETWEEN.has(layer.kind) ? part.shape : layer.shape,
      parameters: part.parameters + layer.parameters,
      multiplyAdds: part.multiplyAdds + layer.multiplyAdds,
    });
  }
  return [...found.values()];
}
