// Colours the vertices of a body by the part that they belong to.
import type { Random, TriangleMesh } from '@vrn/voxel';
import type { Capsule, Material } from './capsules.js';
import { distance } from './polygonise.js';

type Colour = readonly [red: number, green: number, blue: number];

/** Darkest and lightest colour of skin, linear RGB. */
const SKIN: readonly [Colour, Colour] = [
  [0.09, 0.045, 0.03],
  [0.75, 0.5, 0.38],
];
const HAIR: readonly Colour[] = [
  [0.01, 0.008, 0.007],
  [0.05, 0.025, 0.012],
  [0.2, 0.1, 0.04],
  [0.45, 0.3, 0.12],
  [0.35, 0.35, 0.35],
];

/**
 * Draws a person's colours, and stripes for some tops. Returns a function that gives the linear colour of a material at
 * a height y, in metres.
 */
function palette(rng: Random): (material: Material, y: number) => Colour {
  const share = rng.uniform();
  const mixed = SKIN[0].map((dark, c) => dark + share * (SKIN[1][c]! - dark)) as unknown as Colour;
  const cloth = (): Colour => {
    const light = rng.uniform() ** 2;
    return [0, 1, 2].map(() => Math.min(1, 0.015 + 0.9 * light * rng.uniform(0.3, 1))) as unknown as Colour;
  };
  const plain: Record<Material, Colour> = {
    skin: mixed,
    top: cloth(),
    trousers: cloth(),
    shoes: cloth(),
    hair: HAIR[rng.integer(HAIR.length)]!,
  };
  const [second, width] = [cloth(), rng.uniform(0.03, 0.12)];
  const striped = rng.uniform() < 0.3;
  return (material, y) => {
    const stripe = striped && material === 'top' && Math.floor(y / width) % 2 === 0;
    return stripe ? second : plain[material];
  };
}

/** Returns the mesh with linear vertex colours, drawn from `rng`. The nearest part determines a vertex's material. */
export function paint(mesh: TriangleMesh, parts: readonly Capsule[], rng: Random): TriangleMesh {
  const colourOf = palette(rng);
  const { positions } = mesh;
  const colors = new Float32Array(positions.length);
  for (let v = 0; v < positions.length; v += 3) {
    const [x, y, z] = [positions[v]!, positions[v + 1]!, positions[v + 2]!];
    let nearest = Number.POSITIVE_INFINITY;
    let material: Material = 'skin';
    for (const part of parts) {
      const d = distance(part, x, y, z);
      if (d < nearest) {
        nearest = d;
        material = part.material;
      }
    }
    colors.set(colourOf(material, y), v);
  }
  return { ...mesh, colors };
}
