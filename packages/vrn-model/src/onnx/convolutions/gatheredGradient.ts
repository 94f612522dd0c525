// Appends the gradients of filters on small feature maps, as one matrix product over the positions of all images.
import type { Graph, Value } from '../graph/graph.js';
import { type Geometry, places, product } from './geometry.js';

/**
 * Maximum number of positions per image for which {@link gatheredGradient} is faster on CPUs than the alternative in
 * `filterGradient`, im2col computed by depthwise convolutions (`views`): `wide` if dy has at least `channels` channels,
 * so that longer pieces are copied, else `narrow`.
 */
const MAX_POSITIONS = { narrow: 64, wide: 256, channels: 32 } as const;

/**
 * Whether {@link gatheredGradient} is possible (stride 1) and faster: on CPUs, for kernels larger than 1 and small
 * features. `channels` is the number of channels of dy.
 */
export function isGathered(graph: Graph, channels: number, { kernel, stride, size }: Geometry): boolean {
  const most = channels < MAX_POSITIONS.channels ? MAX_POSITIONS.narrow : MAX_POSITIONS.wide;
  return graph.purpose.native && stride === 1 && product(kernel) > 1 && product(size) <= most;
}

/**
 * The gradient with respect to the filter, `out · in · kernel` values, for dy `[batch, out, …]`:
 * `[in, batch · positions] × [batch · positions, kernel · out]`, where each row of the second factor belongs to
 * a position of x. For every kernel offset it holds dy at the output position that reads x there with that offset, or
 * zeros if there is none.
 */
export function gatheredGradient(
  graph: Graph,
  x: Value,
  dy: { readonly name: string; readonly channels: number },
  geometry: Geometry,
): string {
  const { op, integers } = graph;
  const from = x.shape[1]!;
  const { kernel } = geometry;
  const byChannel = op('Transpose', [op('Reshape', [x.name, integers([0, from, -1])])], { perm: [1, 0, 2] });
  const byPosition = op('Transpose', [op('Reshape', [dy.name, integers([0, dy.channels, -1])])], { perm: [0, 2, 1] });
  // One row of zeros per image, for kernel offsets that lead outside the image.
  const padded = op('Pad', [byPosition, integers([0, 0, 0, 0, 1, 0])]);
  const gathered = op('Gather', [padded, integers(readers(geometry))], { axis: 1 });
  const sum = op('MatMul', [
    op('Reshape', [byChannel, integers([from, -1])]),
    op('Reshape', [gathered, integers([-1, product(kernel) * dy.channels])]),
  ]);
  const outLast = op('Reshape', [sum, integers([from * product(kernel), dy.channels])]);
  return op('Reshape', [op('Transpose', [outLast], { perm: [1, 0] }), integers([-1])]);
}

/**
 * For every input position and kernel offset, the index of the output position that reads the input position with that
 * offset, or the number of output positions if there is none.
 */
function readers({ kernel, before, size }: Geometry): number[] {
  const outside = product(size);
  const offsets = places(kernel);
  return places(size).flatMap((position) =>
    offsets.map((offset) => {
      const reader = position.map((n, axis) => n + before[axis]! - offset[axis]!);
      const isInside = reader.every((n, axis) => n >= 0 && n < size[axis]!);
      return isInside ? reader.reduce((index, n, axis) => index * size[axis]! + n, 0) : outside;
    }),
  );
}
