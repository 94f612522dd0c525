// tfjs' cpu backend: plain JavaScript, runs everywhere, slow.
import '@tensorflow/tfjs-backend-cpu';
import { type Engine, use } from './engine.js';

export const start = (): Promise<Engine> => use('cpu');
