// A picture of 73 bytes whose header declares millions of pixels took hundreds of megabytes before it was refused.
import { expect, it } from 'vitest';
import { readPicture } from '../../src/dataset/files/readPicture.js';
import { picture } from './scanFolders.js';

it('a PNG with more pixels than its bytes can hold is refused before it is decoded', async () => {
  const file = Buffer.from(picture());
  file.writeUInt32BE(9000, 16);
  file.writeUInt32BE(9000, 20);
  await expect(readPicture(file, 'skin.png')).rejects.toThrow(/got 9000 × 9000 pixels in \d+ bytes/);
  expect((await readPicture(picture(), 'skin.png')).rows).toBe(4);
});
