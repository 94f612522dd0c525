// Defines a source of capsule people with surfaces: a checked cloth, and a card with a grating beside their head.
import { bodySource } from '../src/bodySource.js';
import type { BodySource, Surface, Texture } from '../src/person/person.js';

/** Texture `[64, 64]`: eight by eight checks, the upper half reddish, the lower half bluish. */
export const checker: Texture = {
  rows: 64,
  columns: 64,
  data: Uint8Array.from({ length: 64 * 64 * 4 }, (_, at) => {
    const [i, j, c] = [at >> 8, (at >> 2) & 63, at & 3];
    const light = ((i >> 3) + (j >> 3)) % 2 === 0 ? 220 : 110;
    if (c === 3) return 255;
    return c === (i < 32 ? 0 : 2) ? light : light >> 1;
  }),
};

/** Texture `[32, 32]`: opaque green bars with transparent gaps. */
export const bars: Texture = {
  rows: 32,
  columns: 32,
  data: Uint8Array.from({ length: 32 * 32 * 4 }, (_, at) => {
    const open = (((at >> 2) & 31) >> 2) % 2 === 1;
    return [open ? 255 : 20, open ? 255 : 160, open ? 255 : 20, open ? 0 : 255][at & 3]!;
  }),
};

/** Returns a square card that faces the camera, centred at a point; `half` is half its side. */
export function card([x, y, z]: readonly [number, number, number], half: number, texture: Texture): Surface {
  const positions = Float32Array.of(
    ...[x - half, y - half, z, x + half, y - half, z],
    ...[x + half, y + half, z, x - half, y + half, z],
  );
  const uvs = Float32Array.of(0, 0, 1, 0, 1, 1, 0, 1);
  const mesh = { positions, indices: Uint32Array.of(0, 1, 2, 0, 2, 3), uvs };
  return { what: 'hair', name: 'card', mesh, texture, twoSided: true };
}

/** Capsule people with a cloth and a card. On the cloth, u is x in metres plus ½, and v goes from feet to head. */
export const wrapped: BodySource = {
  name: 'wrapped',
  body: (rng, options) => {
    const body = bodySource('capsules').body(rng, options);
    const { positions, indices } = body.mesh;
    let [low, high] = [Infinity, -Infinity];
    for (let v = 1; v < positions.length; v += 3) {
      low = Math.min(low, positions[v]!);
      high = Math.max(high, positions[v]!);
    }
    const uvs = new Float32Array((positions.length / 3) * 2);
    for (let v = 0; v < uvs.length / 2; v++) {
      // Projected along z, so that the back mirrors the front and there is no seam.
      uvs[2 * v] = positions[3 * v]! + 0.5;
      uvs[2 * v + 1] = (positions[3 * v + 1]! - low) / (high - low);
    }
    const head = body.landmarks[9]!;
    const surfaces: Surface[] = [
      { what: 'body', name: 'cloth', mesh: { positions, indices, uvs }, texture: checker },
      card([head[0] + 0.1, head[1] - 0.1, head[2] + 0.2], 0.08, bars),
    ];
    return { ...body, surfaces, provenance: { source: 'wrapped', person: '1' } };
  },
};
