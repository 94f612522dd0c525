// Provides the model files of @vrn/detectors beside the pages, and a virtual module with their addresses and sizes.
import { createHash } from 'node:crypto';
import { MODEL_FILES, readModel } from '@vrn/detectors';
import { DEFAULT_WEIGHTS, readCard } from '@vrn/pretrained';
import type { Plugin } from 'vite';

const MODULE = 'virtual:detector-models';
const FOLDER = 'models';

/** Number of hexadecimal digits of the content hash in a file's name, which lets browsers cache the file for good. */
const HASH_LENGTH = 8;

interface Model {
  readonly file: string;
  readonly name: string;
  readonly source: Uint8Array;
}

let models: Promise<readonly Model[]> | undefined;

const readAll = (): Promise<readonly Model[]> => {
  models ??= Promise.all(
    MODEL_FILES.map(async (file) => {
      const source = await readModel(file);
      const hash = createHash('sha256').update(source).digest('hex').slice(0, HASH_LENGTH);
      return { file, source, name: `${FOLDER}/${file.replace(/(?=\.\w+$)/, `-${hash}`)}` };
    }),
  );
  return models;
};

/** Makes the plugin. The builds of the pages and of the workers each use an instance of it. */
export const detectorModels = (): Plugin => {
  let base = '';
  return {
    name: 'detector-models',
    configResolved({ command }) {
      // The built worker is in the folder `assets`; addresses are relative to it.
      base = command === 'build' ? '../' : '/';
    },
    resolveId: (id) => (id === MODULE ? `\0${MODULE}` : undefined),
    async load(id) {
      if (id !== `\0${MODULE}`) return undefined;
      const all = await readAll();
      const table = all.map(({ file, name, source }) => [file, { url: `${base}${name}`, bytes: source.length }]);
      const { bytes } = await readCard(DEFAULT_WEIGHTS);
      const total = all.reduce((sum, { source }) => sum + source.length, bytes);
      return [
        `export const MODEL_FILES = ${JSON.stringify(Object.fromEntries(table))};`,
        `export const DOWNLOAD_BYTES = ${total};`,
      ].join('\n');
    },
    async generateBundle() {
      for (const { name, source } of await readAll()) this.emitFile({ type: 'asset', fileName: name, source });
    },
    configureServer(server) {
      server.middlewares.use(async (request, response, next) => {
        const path = new URL(request.url ?? '/', 'http://localhost').pathname.slice(1);
        const model = (await readAll()).find(({ name }) => name === path);
        if (model === undefined) return next();
        response.setHeader('content-type', 'application/octet-stream');
        response.end(model.source);
      });
    },
  };
};
