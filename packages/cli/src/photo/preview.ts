// The picture beside a body: the photograph, then the body from the front, the side and the back.
import { renderMesh } from '@vrn/bodies';
import type { Grid, TriangleMesh } from '@vrn/voxel';
import sharp from 'sharp';
import type { Photo } from './photo.js';

const SIZE = 384;

/** PNG bytes of four squares side by side. */
export async function preview(crop: Photo, mesh: TriangleMesh, grid: Grid): Promise<Uint8Array> {
  const raw = { width: crop.columns, height: crop.rows, channels: 3 } as const;
  const photo = await sharp(crop.data, { raw }).resize(SIZE, SIZE).png().toBuffer();
  const views = (['front', 'left', 'back'] as const).map((view) => {
    const { image } = renderMesh(mesh, {
      grid,
      rows: SIZE,
      columns: SIZE,
      view,
      background: [0.95, 0.95, 0.96],
      ambient: 0.6,
    });
    return Buffer.from(Uint8Array.from(image.data, (value) => Math.round(255 * value)));
  });
  const tiles = [
    { input: photo, left: 0, top: 0 },
    ...views.map((input, i) => ({
      input,
      raw: { width: SIZE, height: SIZE, channels: 3 as const },
      left: (i + 1) * SIZE,
      top: 0,
    })),
  ];
  return sharp({ create: { width: 4 * SIZE, height: SIZE, channels: 3, background: '#ffffff' } })
    .composite(tiles)
    .png()
    .toBuffer();
}
