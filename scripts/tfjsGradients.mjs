// Lets Node import tfjs-core's gradients from their published files, which name their imports without extensions.
import { register } from 'node:module';

register('./tfjsGradientsHook.mjs', import.meta.url);
