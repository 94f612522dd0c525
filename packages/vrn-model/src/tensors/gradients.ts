// Registers tfjs' gradients, which importing its core alone does not register, and replaces two wrong ones.

// First: the copy of tfjs-core that is imported first makes all tensors, and only the package's entry is complete.
import '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients.js';
import { mendGradients } from './mendGradients.js';

mendGradients();
