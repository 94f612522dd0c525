// Lets Node import tfjs-core's gradients from their published files, whose imports have no extensions.
import { register } from 'node:module';

register('./tfjsGradientsHook.mjs', import.meta.url);
