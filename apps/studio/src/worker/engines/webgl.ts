// Starts the webgl backend, which uses graphics processors through WebGL 2.
import type { StartBackend } from './startBackend.js';

export const start: StartBackend = async (allowSoftware) => {
  const context = new OffscreenCanvas(1, 1).getContext('webgl2', { failIfMajorPerformanceCaveat: !allowSoftware });
  if (context === null) throw new Error('WebGL 2 on a graphics processor is not available');
  const names = context.getExtension('WEBGL_debug_renderer_info');
  const device = String(context.getParameter(names?.UNMASKED_RENDERER_WEBGL ?? context.RENDERER));
  context.getExtension('WEBGL_lose_context')?.loseContext();
  if (!allowSoftware && /swiftshader|llvmpipe|software/i.test(device)) {
    throw new Error('only a software renderer is available, which is slower');
  }
  await import('@tensorflow/tfjs-backend-webgl');
  return device;
};
