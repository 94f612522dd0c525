// Builds this package.
import { declarations, library } from '../../tsup.shared.ts';

// The package entry of tfjs-core leaves out the gradients, and Node cannot import the file that registers them, so that
// file is bundled. The registry is on globalThis, where the application's own copy of tfjs-core finds it.
export default library(['src/index.ts', 'src/train.ts', 'src/onnx.ts'], {
  noExternal: [/register_all_gradients/],
  // Networks and engines have Symbol.dispose, which TypeScript's older libraries do not declare.
  dts: { ...declarations, banner: '/// <reference lib="esnext.disposable" />' },
});
