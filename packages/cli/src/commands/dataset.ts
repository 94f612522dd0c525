// Implements `vrn dataset`: makes, verifies, merges and shows data sets of people.
import { Command } from 'commander';
import { datasetMakeCommand } from './dataset/datasetMake.js';
import { datasetMergeCommand } from './dataset/datasetMerge.js';
import { datasetShowCommand } from './dataset/datasetShow.js';
import { datasetVerifyCommand } from './dataset/datasetVerify.js';

export const datasetCommand = (): Command => {
  const command = new Command('dataset')
    .summary('make, verify, merge and show data sets of people for training')
    .description(
      'Makes data sets of people for training, on one machine or on a cluster; verifies, merges and shows them.',
    );
  for (const each of [datasetMakeCommand, datasetVerifyCommand, datasetMergeCommand, datasetShowCommand]) {
    command.addCommand(each());
  }
  return command;
};
