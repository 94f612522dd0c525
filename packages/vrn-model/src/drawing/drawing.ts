// Draws a network like the paper's Figs. 2 and 3 from its config. Allocates no tensors.

import { check } from '@vrn/voxel';
import { checkConfig } from '../network/config.js';
import type { SettledConfig } from '../network/network.js';
import { describe } from '../network/shapes.js';
import { drawBlock } from './drawBlock.js';
import { drawLegend } from './drawLegend.js';
import { drawNetworkLine } from './drawNetworkLine.js';
import { createScene, HEIGHT } from './scene.js';
import { createCanvas, document, text } from './svg.js';

/**
 * Draws a network as SVG text: input, stem, hourglasses (on the main line, the height of a box grows with the
 * resolution of its features), output forks, volumes and losses. The inside of a residual block and a legend are drawn
 * below. Tooltips show each part's path, output shape, parameters and multiply-adds.
 *
 * Each part is an SVG group; its `data-path` attribute is the part's path in the result of `VRN.summary`.
 *
 * @param config {@link VRN.config} of a network.
 * @returns SVG text.
 * @throws {VolumetricError} `bad-config` if the config is incomplete or has invalid fields.
 *
 * @example
 * drawNetwork(buildVRN('multistack').config).startsWith('<svg'); // → true
 */
export function drawNetwork(config: SettledConfig): string {
  check(config !== null && typeof config === 'object', 'bad-config', () => {
    return `drawNetwork: config must be the config of a network, got ${String(config)}`;
  });
  checkConfig(config, 'drawNetwork');
  const description = describe(config);
  const total = (field: 'parameters' | 'multiplyAdds') =>
    description.layers.reduce((sum, layer) => sum + layer[field], 0);
  const canvas = createCanvas();
  const title = `${config.inputs.join(' + ')} → ${config.rows} × ${config.columns} × ${config.slices}`;
  text(canvas, title, { x: 24, y: 30, size: 15, anchor: 'start', bold: true });
  const megaParameters = total('parameters') / 1e6;
  const gigaMultiplyAdds = total('multiplyAdds') / 1e9;
  const costs = `${megaParameters.toFixed(2)} M parameters, ${gigaMultiplyAdds.toFixed(2)} G multiply-adds per sample`;
  text(canvas, costs, { x: 24, y: 47, size: 10, anchor: 'start', colour: 'faint' });
  const middle = 84 + HEIGHT.full / 2 + HEIGHT.halving;
  const scene = createScene(canvas, config, { description, y: middle });
  drawNetworkLine(scene);
  const below = canvas.bottom + 44;
  const right = drawBlock(scene, 24, below);
  drawLegend(canvas, right + 70, below);
  return document(canvas, `${title}; ${costs}`);
}
