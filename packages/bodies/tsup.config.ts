// How this package is built: the library, and for Node.js its data set entry with the worker beside it.
import { library } from '../../tsup.shared.ts';

export default library(
  { index: 'src/index.ts', dataset: 'src/dataset.ts', datasetWorker: 'src/dataset/make/datasetWorker.ts' },
  // `import.meta.url` finds the worker, in CommonJS too.
  { external: [/^node:/, 'sharp', 'tinypool'], removeNodeProtocol: false, shims: true },
);
