// Defines `vrn evaluate`: scores a network, or stored predictions, on a set with ground truth.
import { Command, Option } from 'commander';
import { ENGINE_TEXT, ENGINES } from '../engine/engineNames.js';
import { lazy } from './actions/lazy.js';
import { nonNegativeInteger, positiveInteger } from './arguments/values.js';

/** Values of `--split`. */
export const SPLITS = ['train', 'validation', 'test', 'all'] as const;

const HELP = `
Outputs: samples.csv (one row per sample and method), summary.json (means with
95 % confidence intervals, errors by joint, tables by elevation of the camera
and by turn of the body), worst.png and best.png (image, landmarks, mask and
surfaces of ground truth and prediction).

Methods: the network; with --on-mask also its prediction fitted to the mask, so
that its silhouette agrees with the mask, as in vrn reconstruct; with --train
also four baselines fitted on training people: the mask extruded to a slab, the
mask inflated, the mean body fitted to the mask, and the training body with the
nearest landmarks.

Predictions: volumes (.npy, .binvox, .nrrd) named after the number of the sample,
which is in the column sample of samples.csv: 17.npy or 00017.npy.

Turn is the rotation of the body about the vertical axis: at 0° the body faces
the camera. Lean is the tilt of the body towards the camera. Both are in
degrees.`;

export const evaluateCommand = (): Command =>
  new Command('evaluate')
    .summary('score a network on people with ground-truth bodies')
    .description(
      'Scores the predictions of a network for the samples of a data set, by default those of its test split: ' +
        'overlap, distances in centimetres, depth errors by joint, and errors of the lean and turn of the body. With ' +
        '--predictions, scores stored volumes instead.',
    )
    .argument('<weights>', 'safetensors file, or name of a network in @vrn/pretrained; omitted with --predictions')
    .argument('[set]', 'folder of shards made by vrn dataset, or one shard (.vrns)')
    .usage('[options] <weights> <set>\n       vrn evaluate [options] --predictions <folder> <set>')
    .option('-o, --output <folder>', 'output folder', 'out')
    .option('--predictions <folder>', 'score the volumes in this folder, one per sample, instead of a network')
    .option('--train <set>', 'folder of shards, or one shard, on whose training split baselines are fitted')
    .option(
      '--train-bodies <n>',
      'maximum number of training samples that the baselines are fitted on',
      positiveInteger,
      500,
    )
    .option('--on-mask', "also score the network's predictions after they are fitted to the mask")
    .option(
      '--detectors',
      'give the network the landmarks and masks that the detectors find, as vrn reconstruct does, instead of those of the ground truth',
    )
    .option('--detections <file>', 'like --detectors; caches detections in this JSON file')
    .option(
      '--corrupt <spec>',
      "add errors to the ground-truth landmarks, depths and masks: 'default', or a JSON file with the amounts, such as " +
        'a training spec; not with --detectors or --detections',
    )
    .option('--elevation', "pass the camera's elevation to a network that reads it")
    .addOption(
      new Option('--split <name>', 'samples to score (default: test, else validation, else all)').choices(SPLITS),
    )
    .option('-n, --samples <n>', 'score at most this many samples, spread evenly over the set', positiveInteger)
    .option('--points <n>', 'number of points sampled on each surface', positiveInteger, 10_000)
    .option('--seed <n>', 'seed for sampling points, for the bootstrap and for --corrupt', nonNegativeInteger, 0)
    .option('--shown <n>', 'number of samples in worst.png and in best.png', positiveInteger, 6)
    .addOption(new Option('-e, --engine <name>', ENGINE_TEXT).choices(ENGINES).default('auto'))
    .option('--json', 'print the contents of summary.json')
    .addHelpText('after', HELP)
    .action(lazy(() => import('./actions/evaluate.js')));
