// Defines `vrn train`: trains a network from a JSON spec, with checkpoints.
import { Command } from 'commander';
import { lazy } from './actions/lazy.js';
import { SPEC_FIELDS } from './training/specFields.js';

const HELP = `
The spec is a JSON object. Example:

  { "variant": "multistack", "size": 64, "features": 64, "data": "capsules", "samples": 2000,
    "epochs": 40, "batch": 6, "schedule": { "kind": "cosine", "rate": 1e-3 }, "output": "runs" }

  variant     name of a network (see vrn summary)
  config      instead of variant: an object that describes a network
  weights     instead of variant, size and features: a .safetensors file to continue from; config then lists what
              changes in its network
  size        voxels per side, or [rows, columns, slices] (default: that of the shards, else that of the network)
  features    number of channels in the hourglasses (default: that of the network)
  data        a folder of shards made by vrn dataset, one shard (.vrns), or "capsules": synthetic people made of
              capsules (default)
  samples     number of training samples of "capsules" (default: 1000)
  validation  number of validation samples (default: 32 for "capsules", all of the validation split for shards)
  corrupt     adds errors like those of detectors: true, or an object with their amounts (default: false)
  augment     whether to vary the colours of samples, translate and mirror them (default: false)
  epochs      number of passes over the data (default: 60)
  batch       number of samples per step (default: 6)
  schedule    learning rate: a number, a list of { epochs, rate }, or { kind: constant | step | cosine | table, … }
              (default: 1e-4, after 20 epochs 1e-5)
  engine      onnx, wasm, cpu, or auto: onnx if onnxruntime-node is installed, else wasm (default: auto)
  output      folder of the outputs (default: the folder that contains the spec)
  name        base name of the outputs (default: that of the spec file, without .json; "network" for standard
              input)

All fields, which the README describes:
${linesOf(SPEC_FIELDS)}

Paths in the spec are relative to its folder; for a spec from standard input, to the current folder.

Outputs: NAME.safetensors (weights), NAME.jsonl (one line of metrics per epoch), NAME.iou.svg and NAME.loss.svg
(learning curves), and NAME.checkpoint. An interrupted run resumes from its checkpoint when the same command is run
again, and ends with the same weights as an uninterrupted one. Ctrl-C, SIGTERM and SIGHUP save a checkpoint before
the command ends.`;

/** Joins names with commas, in indented lines of at most eight names. */
function linesOf(names: readonly string[]): string {
  const lines: string[] = [];
  for (let at = 0; at < names.length; at += 8) lines.push(`  ${names.slice(at, at + 8).join(', ')}`);
  return lines.join(',\n');
}

export const trainCommand = (): Command =>
  new Command('train')
    .summary('train a network from a JSON spec')
    .description('Trains a network from a JSON spec and resumes interrupted runs.')
    .argument('<spec>', '.json file, or - for standard input')
    .option('-o, --output <folder>', 'output folder; overrides that of the spec')
    .option(
      '--json',
      'print one JSON value per epoch and one at the end; with weights and config also one at the start',
    )
    .addHelpText('after', HELP)
    .action(lazy(() => import('./actions/train.js')));
