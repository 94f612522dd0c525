// How this package is built.
import { declarations, library } from '../../tsup.shared.ts';

// tfjs-core leaves its gradients out of its package entry, and bare Node cannot import the file that has them: it is
// bundled. Its registry lives on globalThis, so the application's own copy of tfjs-core finds them there.
export default library(['src/index.ts', 'src/train.ts', 'src/onnx.ts'], {
  noExternal: [/register_all_gradients/],
  // Networks and engines have Symbol.dispose, which TypeScript's older libraries do not declare.
  dts: { ...declarations, banner: '/// <reference lib="esnext.disposable" />' },
});
