// A network as a picture like the paper's Figs. 2 and 3, drawn from its config; nothing is allocated.

import type { SettledConfig } from '../network/network.js';
import { describe } from '../network/shapes.js';
import { drawBlock } from './drawBlock.js';
import { drawLegend } from './drawLegend.js';
import { drawNetworkLine } from './drawNetworkLine.js';
import { HEIGHT, scene } from './scene.js';
import { canvas, document, text } from './svg.js';

/**
 * The network as SVG text: input, stem, hourglasses with the height of a box for its resolution, output forks with residual
 * blocks, volumes and losses; below, the inside of its block. Pointed at, a part says its output, parameters and operations.
 *
 * Every part is drawn from the layers that the network itself describes, and every part is drawn: `data-path` names it.
 *
 * @param config of {@link VRN.config}.
 */
export function drawNetwork(config: SettledConfig): string {
  const description = describe(config);
  const total = (field: 'parameters' | 'multiplyAdds') =>
    description.layers.reduce((sum, layer) => sum + layer[field], 0);
  const on = canvas();
  const title = `${config.inputs.join(' + ')} → ${config.rows} × ${config.columns} × ${config.slices}`;
  text(on, 24, 30, title, { size: 15, anchor: 'start', bold: true });
  const [parameters, operations] = [total('parameters') / 1e6, total('multiplyAdds') / 1e9];
  const costs = `${parameters.toFixed(2)} M parameters, ${operations.toFixed(2)} G multiply-adds a sample`;
  text(on, 24, 47, costs, { size: 10, anchor: 'start', colour: 'faint' });
  const middle = 84 + HEIGHT.full / 2 + HEIGHT.halving;
  const net = scene(on, config, description, middle);
  drawNetworkLine(net);
  const below = on.bottom + 44;
  const right = drawBlock(net, 24, below);
  drawLegend(on, right + 70, below);
  return document(on, `${title}; ${costs}`);
}
