// Renders assets/sample.png, the picture of the first command in the README: node scripts/sample.mjs [seed] [file].
import { bodySource, sample } from '@vrn/bodies';
import sharp from 'sharp';

const [seed = '301', file = 'assets/sample.png'] = process.argv.slice(2);
const { image } = sample(bodySource('capsules'), Number(seed), {
  shape: [256, 256, 256],
  imageScale: 3,
  scale: [1, 1],
});
const [height, width] = image.shape;
await sharp(
  Uint8Array.from(image.data, (value) => Math.round(255 * value)),
  { raw: { width, height, channels: 3 } },
)
  .png()
  .toFile(file);
