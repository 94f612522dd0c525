// Starts tfjs' cpu backend: plain JavaScript, which runs everywhere but is slow.
import '@tensorflow/tfjs-backend-cpu';
import { type Engine, use } from './engine.js';

export const start = (): Promise<Engine> => use('cpu');
