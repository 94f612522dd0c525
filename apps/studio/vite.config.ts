// Builds Studio as static files that work under any path of any server.
import { fileURLToPath } from 'node:url';
import { defineConfig, type PluginOption } from 'vite';
import { SOURCE } from '../../scripts/workspace.mjs';
import { contentSecurityPolicy } from './build/contentSecurityPolicy.js';
import { detectorModels } from './build/detectorModels.js';
import { examplePicture } from './build/examplePicture.js';
import { networksPage } from './build/networksPage.js';
import { offlineFiles } from './build/offlineFiles.js';
import { pageLinks } from './build/pageLinks.js';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Modules of Node that TensorFlow.js and its dependencies import but do not use in browsers. */
const NODE_MODULES = ['fs', 'os', 'path', 'perf_hooks', 'util', 'crypto', 'node:fs', 'node:path'];

const emptyNodeModules = (): PluginOption => ({
  name: 'empty-node-modules',
  enforce: 'pre',
  resolveId: (id) => (NODE_MODULES.includes(id) ? `\0empty:${id}` : undefined),
  load: (id) => (id.startsWith('\0empty:') ? 'export default {}' : undefined),
});

export default defineConfig({
  root: here('.'),
  base: './',
  resolve: {
    alias: { ndarray: here('src/worker/ndarray.ts') },
    conditions: [SOURCE, 'module', 'browser', 'development|production'],
  },
  plugins: [
    emptyNodeModules(),
    detectorModels(),
    examplePicture(),
    networksPage(),
    // The build of the documentation's site passes the address of its first page, relative to Studio.
    pageLinks(process.env['VRN_DOCUMENTATION']),
    contentSecurityPolicy(),
    offlineFiles(),
  ],
  worker: { format: 'es', plugins: () => [emptyNodeModules(), detectorModels()] },
  server: { fs: { allow: [here('../..')] } },
  build: {
    outDir: here('../../out/studio'),
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    // The largest chunks contain TensorFlow.js and three.js, which the first page loads only on demand.
    chunkSizeWarningLimit: 2000,
    modulePreload: { polyfill: false },
    rollupOptions: {
      // Warnings about slow plugins would depend on the machine.
      checks: { pluginTimings: false },
      input: {
        index: here('index.html'),
        primitives: here('primitives.html'),
        networks: here('networks.html'),
        serviceWorker: here('src/offline/serviceWorker.ts'),
      },
      output: {
        entryFileNames: ({ name }) => (name === 'serviceWorker' ? 'serviceWorker.js' : 'assets/[name]-[hash].js'),
      },
    },
  },
});
