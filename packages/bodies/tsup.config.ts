// Builds this package: the library, and for Node.js its data set entry with the worker beside it.
import { library } from '../../tsup.shared.ts';

export default library(
  { index: 'src/index.ts', dataset: 'src/dataset.ts', datasetWorker: 'src/dataset/make/datasetWorker.ts' },
  // The worker is found by `import.meta.url`, which `shims` also defines in CommonJS.
  { external: [/^node:/, 'sharp', 'tinypool'], removeNodeProtocol: false, shims: true },
);
