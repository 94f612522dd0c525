// Tests that drawings are valid, complete, deterministic, and match the network.
import '@tensorflow/tfjs-backend-cpu';
import { memory } from '@tensorflow/tfjs-core';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { buildVRN } from '../../src/buildVRN.js';
import { drawNetwork } from '../../src/drawing/drawing.js';
import { VARIANT_NAMES } from '../../src/network/variants.js';
import { RELEASED } from '../../src/released/releasedNames.js';

const drawn = (svg: string): string[] => [...svg.matchAll(/data-path="([^"]+)"/g)].map((match) => match[1]!);

/** Returns the number of boxes of a part. Top and side faces of deep boxes are paths, and are not counted. */
const boxesOf = (svg: string, path: string): number => {
  const group = svg.split(`<g data-path="${path}">`)[1]!.split('</g>')[0]!;
  return group.match(/<rect /g)!.length;
};

/** Returns the left edges of the first and last box of a part, and the y of the first box's centre, in pixels. */
function placeOf(svg: string, path: string): { readonly first: number; readonly last: number; readonly y: number } {
  const group = svg.split(`<g data-path="${path}">`)[1]!.split('</g>')[0]!;
  const found = [...group.matchAll(/<rect x="([\d.]+)" y="([\d.]+)" width="[\d.]+" height="([\d.]+)"/g)];
  const [, first, top, height] = found[0]!.map(Number) as [number, number, number, number];
  return { first, last: Number(found.at(-1)![1]), y: top + height / 2 };
}

/** Returns the centres of all plus signs, which mark sums, in pixels. */
const sumsOf = (svg: string): { readonly x: number; readonly y: number }[] =>
  [...svg.matchAll(/<circle cx="([\d.]+)" cy="([\d.]+)"/g)].map(([, x, y]) => ({ x: Number(x), y: Number(y) }));

/** Whether a connection begins or ends at (x, y), or ends 5 pixels below, at the rim of a plus sign. */
const hasVertical = (svg: string, { x, y }: { readonly x: number; readonly y: number }): boolean =>
  [...svg.matchAll(/<path d="([^"]+)" fill="none"/g)].some(([, d]) =>
    [`M${x} ${y}`, `L${x} ${y}`, `L${x} ${y + 5}`].some((end) => d!.startsWith(end) || d!.endsWith(end)),
  );

describe('drawNetwork', () => {
  it.each(VARIANT_NAMES)('draws every part of %s', (name) => {
    const vrn = buildVRN(name);
    const parts = vrn.summary().parts.map(({ path }) => path);
    const block = `stack0/merge${vrn.config.depth}`;
    // One residual block is also drawn with its inside, so that its path occurs twice.
    expect(drawn(vrn.drawing()).sort()).toEqual([...parts, block].sort());
  });

  it.each([
    ['the released nesting', { ...RELEASED }],
    ['reinjection', { reinjection: true }],
    ['one loss', { supervision: 'last' }],
    ['a stem without pooling', { stemPool: false }],
    ['fine parts', { fineFeatures: 8 }],
    ['odd lengths', { rows: 33, columns: 47, slices: 29 }],
    ['one stack of one level', { stacks: 1, depth: 1, modules: 1 }],
    ['flat blocks and reinjection', { block: 'flat', reinjection: true }],
  ] as const)('draws every part with %s', (_, fields) => {
    const vrn = buildVRN(fields as never);
    const parts = vrn.summary().parts.map(({ path }) => path);
    expect(new Set(drawn(vrn.drawing()))).toEqual(new Set(parts));
  });

  it('draws one box per residual block: two per place, one after each sum, one on each of the first three forks', () => {
    const svg = buildVRN('multistack').drawing();
    expect(['stack2/up3', 'stack2/down3', 'stack2/inner', 'stack2/merge3'].map((path) => boxesOf(svg, path))).toEqual([
      2, 2, 2, 1,
    ]);
    // A fork has a residual block, a 1×1 convolution, and one to logits. The last fork has no residual block.
    expect([0, 1, 2, 3].map((stack) => boxesOf(svg, `stack${stack}/fork`))).toEqual([3, 3, 3, 2]);
    expect(svg.match(/>loss \d</g)).toEqual(['>loss 1<', '>loss 2<', '>loss 3<', '>loss 4<']);
  });

  it('draws the fine part of every supervised stack: two residual blocks between 1×1 convolutions', () => {
    const svg = buildVRN({ fineFeatures: 32 }).drawing();
    expect([0, 1, 2, 3].map((stack) => boxesOf(svg, `stack${stack}/fine`))).toEqual([5, 5, 5, 5]);
  });

  it('draws the fine part beside the logits, and reinjection from the logits before the correction is added', () => {
    const svg = buildVRN({ fineFeatures: 32, reinjection: true }).drawing();
    for (const stack of [0, 1, 2]) {
      const { first, last, y } = placeOf(svg, `stack${stack}/fork`);
      const reinject = placeOf(svg, `stack${stack}/reinject`).first + 3;
      const volume = placeOf(svg, `stack${stack}/volume`).first;
      const between = sumsOf(svg).filter((sum) => sum.y === y && sum.x > last && sum.x < volume);
      expect(between, 'the sum of logits and correction').toHaveLength(1);
      expect(reinject).toBeGreaterThan(last);
      expect(reinject).toBeLessThan(between[0]!.x);
      expect(hasVertical(svg, { x: reinject, y }), 'reinjection begins on the line of the fork').toBe(true);
      expect(hasVertical(svg, { x: between[0]!.x, y }), 'the correction ends at the sum').toBe(true);
      // The fine part reads the same features as the fork, so its connection branches off before the fork's first box.
      expect(hasVertical(svg, { x: first - 4, y })).toBe(true);
    }
  });

  it.each(VARIANT_NAMES)('draws %s as an SVG that can be rendered', async (name) => {
    const { info } = await sharp(Buffer.from(buildVRN(name).drawing()))
      .png()
      .toBuffer({ resolveWithObject: true });
    expect(info.width).toBeGreaterThan(700);
    expect(info.height).toBeGreaterThan(300);
  });

  it('allocates no tensors, and returns the same text twice', () => {
    const before = memory().numTensors;
    const { config } = buildVRN('conv3d');
    expect(drawNetwork(config)).toBe(drawNetwork(config));
    expect(memory().numTensors).toBe(before);
  });
});
