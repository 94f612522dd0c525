// Registers tfjs' gradients, which importing its core alone does not register, and replaces two wrong ones.

// Must come first: the copy of tfjs-core that is loaded first creates all tensors, and only the package's entry loads a
// complete copy.
import '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients.js';
import { mendGradients } from './mendGradients.js';

mendGradients();
