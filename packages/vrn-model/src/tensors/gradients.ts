// Registers tfjs' gradients, which its core leaves out, and puts two in the place of wrong ones.
import '@tensorflow/tfjs-core/dist/register_all_gradients.js';
import { mendGradients } from './mendGradients.js';

mendGradients();
