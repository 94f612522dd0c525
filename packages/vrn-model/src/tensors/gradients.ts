// Registers tfjs' gradients, which importing its core alone does not register, and replaces two wrong ones.
import '@tensorflow/tfjs-core/dist/register_all_gradients.js';
import { mendGradients } from './mendGradients.js';

mendGradients();
