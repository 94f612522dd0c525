// Registers tfjs' gradients, which its core does not register, and replaces two wrong ones.
import '@tensorflow/tfjs-core/dist/register_all_gradients.js';
import { mendGradients } from './mendGradients.js';

mendGradients();
