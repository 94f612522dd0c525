// Defines `vrn train`: trains a network from a JSON spec, with checkpoints.
import { Command } from 'commander';
import { lazy } from './actions/lazy.js';
import { SPEC_FIELDS } from './training/specFields.js';

const HELP = `
The spec is a JSON object. Example: { "variant": "multistack", "size": 64, "features": 64, "data": "capsules",
"samples": 2000, "epochs": 40, "batch": 6, "schedule": { "kind": "cosine", "rate": 1e-3 }, "output": "runs" }

  variant or config   name of a network (see vrn summary), or an object that describes one
  weights             in place of both: a .safetensors file to continue from, whose network is kept
  size, features      voxels per side or [rows, columns, slices]; channels in the hourglasses
  data                a folder of shards made by vrn dataset, or "capsules" (default): synthetic people made of capsules
  samples, validation number of training samples for "capsules" (default 1000), and of validation samples
  corrupt, augment    whether to add errors like those of detectors; whether to vary colour, translate and mirror
  epochs, batch       number of passes over the data (default 60), samples per step (default 6)
  schedule            a learning rate, a list of { epochs, rate }, or { kind: constant | step | cosine | table, … }
  engine              onnx, wasm, cpu, or auto (default): onnx where onnxruntime-node is installed, else wasm
  name, output        base name and folder of the outputs (default: name and folder of the spec)

All fields: ${SPEC_FIELDS.join(', ')}.

Paths are relative to the spec. Outputs: NAME.safetensors (weights), NAME.jsonl (one line of metrics per epoch),
NAME.iou.svg and NAME.loss.svg (learning curves) and NAME.checkpoint. A run that was interrupted resumes from its checkpoint
when the same command is run again, and ends with the same weights. SIGTERM and Ctrl-C save a checkpoint before the command ends.`;

export const trainCommand = (): Command =>
  new Command('train')
    .summary('train a network from a JSON spec')
    .description('Trains a network from a JSON spec and resumes interrupted runs.')
    .argument('<spec>', '.json file, or - for standard input')
    .option('-o, --output <folder>', 'output folder, in place of the one in the spec')
    .option('--json', 'print one JSON value per epoch, and one at the end')
    .addHelpText('after', HELP)
    .action(lazy(() => import('./actions/train.js')));
