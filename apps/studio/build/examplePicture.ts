// Makes the small picture of the start page from the project's own preview of the sample.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import type { Plugin } from 'vite';

const NAME = 'example.webp';
const PREVIEW = fileURLToPath(new URL('../../../assets/preview.png', import.meta.url));
const WIDTH = 768;
const QUALITY = 80;

const picture = async (): Promise<Buffer> =>
  sharp(await readFile(PREVIEW))
    .resize({ width: WIDTH })
    .webp({ quality: QUALITY })
    .toBuffer();

export const examplePicture = (): Plugin => ({
  name: 'example-picture',
  async generateBundle() {
    this.emitFile({ type: 'asset', fileName: NAME, source: await picture() });
  },
  configureServer(server) {
    server.middlewares.use(async (request, response, next) => {
      if (!request.url?.endsWith(`/${NAME}`)) return next();
      response.setHeader('content-type', 'image/webp');
      response.end(await picture());
    });
  },
});
