// Fills the page of networks with the results of Table 1 that the repository holds, and adds its pictures.
import { extname } from 'node:path';
import type { Plugin } from 'vite';
import type { Asset } from './networks/asset.js';
import { drawingFile } from './networks/figures.js';
import { networksContent } from './networks/page.js';
import { bodyPictures, filesOf } from './networks/pictures.js';
import { readRun } from './networks/run.js';

/** Placeholder in networks.html. */
const PLACEHOLDER = '<!-- networks -->';

/** MIME types of the page's files by extension, for the development server. */
const TYPES: Readonly<Record<string, string>> = { '.svg': 'image/svg+xml', '.webp': 'image/webp' };

interface Content {
  readonly html: string;
  readonly files: readonly Asset[];
}

async function makeContent(): Promise<Content> {
  const run = await readRun();
  const bodies = await bodyPictures(run);
  const drawings = new Map(run.networks.map(({ name }) => [name, drawingFile(name)]));
  const { html } = networksContent(run, { drawings, bodies });
  return { html, files: [...drawings.values(), ...filesOf(bodies)] };
}

/** Makes the plugin, which reads the results once, when they are first needed. */
export const networksPage = (): Plugin => {
  let made: Promise<Content> | undefined;
  const content = (): Promise<Content> => {
    made ??= makeContent();
    return made;
  };
  return {
    name: 'networks-page',
    transformIndexHtml: {
      order: 'post',
      async handler(page) {
        if (!page.includes(PLACEHOLDER)) return page;
        const { html } = await content();
        return page.replace(PLACEHOLDER, () => html);
      },
    },
    async generateBundle() {
      for (const { path, source } of (await content()).files) this.emitFile({ type: 'asset', fileName: path, source });
    },
    configureServer(server) {
      server.middlewares.use(async (request, response, next) => {
        const { pathname } = new URL(request.url ?? '/', 'http://localhost');
        const type = TYPES[extname(pathname)];
        if (type === undefined || !pathname.startsWith('/assets/')) return next();
        const file = (await content()).files.find(({ path }) => pathname === `/${path}`);
        if (file === undefined) return next();
        response.setHeader('content-type', type);
        response.end(file.source);
      });
    },
  };
};
