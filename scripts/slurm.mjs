// Installs Slurm for the test of data sets on a cluster.
import { installPackages, onPath } from './packages.mjs';

const missing = () => ['slurmctld', 'slurmd', 'sbatch', 'munged'].some((name) => onPath(name) === undefined);

/** Tries once to install Slurm if it is missing. Failure is not an error. */
export function installSlurm() {
  if (!missing()) return;
  const tried = installPackages('the test of a cluster', 'slurm-wlm', 'munge');
  if (tried && missing()) console.log('Slurm is not installed: the test on a cluster is skipped.');
}
