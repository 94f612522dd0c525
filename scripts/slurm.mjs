// The Slurm that the test of a cluster runs on this machine.
import { installPackages, onPath } from './packages.mjs';

const missing = () => ['slurmctld', 'slurmd', 'sbatch', 'munged'].some((name) => onPath(name) === undefined);

/** Where Slurm is missing: tries once to install Debian's. Failure is no error. */
export function installSlurm() {
  if (!missing()) return;
  const tried = installPackages('the test of a cluster', 'slurm-wlm', 'munge');
  if (tried && missing()) console.log('There is no Slurm: the test of a cluster is skipped.');
}
