// Groups the layers of a network into parts, such as blocks, places of an hourglass, output forks and volumes.
import type { Description, Layer } from '../network/shapes.js';

/** A group of layers, such as a block, all blocks at one place of an hourglass, an output fork or a volume. */
export interface Part {
  /** Common path of the layers: `stem/block0`, `stack2/rise3`, `stack0/fork`, … */
  readonly path: string;
  /**
   * Shape of the output without the batch, before pooling or upsampling: `[rows, columns, channels]` or
   * `[slices, rows, columns, channels]`; for an output volume `[rows, columns, slices]`.
   */
  readonly shape: readonly number[];
  /** Number of trainable parameters. */
  readonly parameters: number;
  /** Multiply-adds per sample. */
  readonly multiplyAdds: number;
}

/**
 * Kinds of layers that belong to the preceding part but do not determine its shape, because their output may have
 * another resolution: pooling, upsampling and sums.
 */
const BETWEEN: ReadonlySet<Layer['kind']> = new Set(['pool', 'upsample', 'add']);

/** Lists the parts in the order of the network. Output volumes are parts named `stack…/volume`. */
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
