// Defines `vrn evaluate`: scores a network, or stored predictions, on a set with ground truth.
import { Command, Option } from 'commander';
import { ENGINES } from '../engine/engineNames.js';
import { lazy } from './actions/lazy.js';
import { nonNegativeInteger, positiveInteger } from './arguments/values.js';

/** Values of `--split`. */
export const SPLITS = ['train', 'validation', 'test', 'all'] as const;

const HELP = `
Outputs: samples.csv (one row per sample and method), summary.json (means with
95 % intervals, errors by joint, tables by elevation and turn of the body),
worst.png and best.png (image, landmarks, mask and surfaces of ground truth and
prediction).

Methods: the network; with --on-mask also the network conditioned on the mask, as
vrn reconstruct does; with --train also four baselines fitted on training people:
the mask extruded to a slab, the mask inflated, the mean body conditioned on the
mask, and the training body whose landmarks are nearest.

Predictions: volumes (.npy, .binvox, .nrrd) named after the number of the sample
in its data set, as samples.csv lists it: 17.npy or 00017.npy.`;

export const evaluateCommand = (): Command =>
  new Command('evaluate')
    .summary('score a network on people with known bodies')
    .description(
      'Scores the predictions of a network for every sample of a data set: overlap, distances in centimetres, depth ' +
        'errors by joint, lean and turn of the body. With --predictions, scores stored volumes instead.',
    )
    .argument('<weights>', 'safetensors file, or name of a network in @vrn/pretrained; omitted with --predictions')
    .argument('[set]', 'folder of shards made by vrn dataset, or one shard (.vrns)')
    .usage('[options] <weights> <set>\n       vrn evaluate [options] --predictions <folder> <set>')
    .option('-o, --output <folder>', 'output folder', 'out')
    .option('--predictions <folder>', 'score the volumes in this folder, one per sample')
    .option('--train <set>', 'folder of shards whose training people the baselines are fitted on')
    .option('--train-bodies <n>', 'maximum number of training people', positiveInteger, 500)
    .option('--on-mask', 'also score the predictions conditioned on the mask')
    .option(
      '--detectors',
      'give the network what the detectors find in the images, as vrn reconstruct does, not true landmarks and masks',
    )
    .option('--detections <file>', 'the same; store detections in this JSON file, and read those that it has')
    .option(
      '--corrupt <spec>',
      'add errors to landmarks, depths and masks: default, or a JSON file of amounts or with a field corrupt',
    )
    .option('--elevation', "pass the camera's elevation to a network that reads it")
    .addOption(
      new Option('--split <name>', 'samples to score (default: test, else validation, else all)').choices(SPLITS),
    )
    .option('-n, --samples <n>', 'score at most this many samples, spread evenly over the set', positiveInteger)
    .option('--points <n>', 'number of points on each surface', positiveInteger, 10_000)
    .option('--seed <n>', 'seed of the points and the intervals', nonNegativeInteger, 0)
    .option('--shown <n>', 'number of people in worst.png and in best.png', positiveInteger, 6)
    .addOption(
      new Option('-e, --engine <name>', 'engine that runs the network; auto uses a graphics processor if available')
        .choices(ENGINES)
        .default('auto'),
    )
    .option('--json', 'print one JSON value: that of summary.json')
    .addHelpText('after', HELP)
    .action(lazy(() => import('./actions/evaluate.js')));
