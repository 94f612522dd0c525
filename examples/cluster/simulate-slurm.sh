#!/bin/bash
# Tests the array job on a real Slurm, with its controller and four nodes on this machine, in a temporary folder.
# Two of four tasks are killed midway and requeued. The data set must equal that of one process, byte for byte.
#
#   examples/cluster/simulate-slurm.sh [SAMPLES]
#
# Needs slurmctld, slurmd, munged (Debian: slurm-wlm, munge), root, and the built command.
# Exit status: 0 passed, 77 skipped, 1 failed.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
main=$here/../../packages/cli/dist/main.js
samples=${1:-400}
nodes=4

skip() { echo "skipped: $*"; exit 77; }
for program in slurmctld slurmd munged sbatch scontrol scancel squeue sinfo; do
  command -v "$program" >/dev/null || skip "$program is not installed (Debian: apt-get install slurm-wlm munge)"
done
[ "$(id -u)" = 0 ] || skip 'slurmd needs root'
[ -f "$main" ] || skip 'the command is not built (npm run build)'

work=$(mktemp -d "${TMPDIR:-/tmp}/vrn-slurm-XXXXXX")
export SLURM_CONF=$work/slurm.conf
# Removes variables of a Slurm job that this script may itself run in.
for name in ${!SLURM_*} ${!SBATCH_*}; do [ "$name" = SLURM_CONF ] || unset "$name"; done
daemons=()
finish() {
  status=$?
  trap - EXIT
  scancel --user=root >/dev/null 2>&1 || true
  for pid in "${daemons[@]}"; do kill "$pid" 2>/dev/null || true; done
  wait 2>/dev/null || true
  if [ "$status" = 0 ]; then rm -rf "$work"; else echo "kept for inspection: $work"; fi
  exit "$status"
}
trap finish EXIT
trap 'exit 130' INT TERM
fail() { echo "failed: $*"; exit 1; }
step() { echo "== $*"; }

# Prints the first of eight consecutive free ports.
port() {
  node -e '
    const net = require("node:net");
    const free = (p) => new Promise((done) => {
      const s = net.createServer().once("error", () => done(false)).listen(p, "127.0.0.1", () => s.close(() => done(true)));
    });
    (async () => {
      for (let p = 20000 + (process.pid % 20000); ; p = 20000 + ((p + 16 - 20000) % 20000)) {
        let all = true;
        for (let i = 0; i < 8; i++) all &&= await free(p + i);
        if (all) return console.log(p);
      }
    })();'
}

step "Slurm $(slurmd -V | cut -d' ' -f2), $nodes nodes, in $work"
chmod 755 "$work"
mkdir -p "$work"/{state,log,munge}
chmod 700 "$work/munge"
dd if=/dev/urandom of="$work/munge/key" bs=1024 count=1 status=none
chmod 400 "$work/munge/key"
first=$(port)
host=$(hostname -s)
cat >"$SLURM_CONF" <<CONF
ClusterName=simulated
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$first
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$work/munge/socket
CredType=cred/munge
StateSaveLocation=$work/state
SlurmdSpoolDir=$work/spool-%n
SlurmctldPidFile=$work/slurmctld.pid
SlurmdPidFile=$work/slurmd-%n.pid
SlurmctldLogFile=$work/log/slurmctld.log
SlurmdLogFile=$work/log/slurmd-%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SwitchType=switch/none
MpiDefault=none
SelectType=select/linear
SchedulerType=sched/backfill
SchedulerParameters=batch_sched_delay=1,sched_interval=2
SlurmdParameters=config_overrides
ReturnToService=2
JobRequeue=1
KillWait=5
MinJobAge=3600
$(for n in $(seq "$nodes"); do
  echo "NodeName=node$n NodeHostname=$host NodeAddr=127.0.0.1 Port=$((first + n)) CPUs=2 RealMemory=16000 State=UNKNOWN"
done)
PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP
CONF

munged --foreground --force --key-file="$work/munge/key" --socket="$work/munge/socket" --pid-file="$work/munge/pid" \
  --seed-file="$work/munge/seed" --log-file="$work/log/munged.log" >"$work/log/munged.out" 2>&1 &
daemons+=($!)
for _ in $(seq 50); do [ -S "$work/munge/socket" ] && break; sleep 0.1; done
slurmctld -D >"$work/log/slurmctld.out" 2>&1 &
daemons+=($!)
for n in $(seq "$nodes"); do
  mkdir -p "$work/spool-node$n"
  slurmd -D -N "node$n" >"$work/log/slurmd-node$n.out" 2>&1 &
  daemons+=($!)
done
idle() { sinfo -h -N -t idle -o %N 2>/dev/null | wc -l; }
for _ in $(seq 60); do [ "$(idle)" = "$nodes" ] && break; sleep 1; done
[ "$(idle)" = "$nodes" ] || { tail -n 5 "$work"/log/*; fail "only $(idle) of $nodes nodes started"; }
sinfo -N -o '%N %T %c CPUs'

# A wrapper for the built command, so that slurm.sbatch is used unchanged.
cat >"$work/vrn" <<VRN
#!/bin/bash
exec "$(command -v node)" "$main" "\$@"
VRN
chmod +x "$work/vrn"
sed "s/\"samples\": *[0-9]*/\"samples\": $samples/" "$here/people.json" >"$work/people.json"
cp "$here/slurm.sbatch" "$work/"
cd "$work"

step "an array of $nodes over $nodes nodes, $samples samples"
job=$(SPEC=$work/people.json OUT=$work/array VRN=$work/vrn sbatch --parsable --array=0-$((nodes - 1)) --mem=0 slurm.sbatch)
parts() { ls "$work"/array/.parts/0000"$1"-of-0000"$nodes"-*/*.part 2>/dev/null | wc -l; }
state() { scontrol show job "${job}_$1" --oneliner | sed -n 's/.* JobState=\([A-Z_]*\) .*/\1/p'; }
restarts() { scontrol show job "${job}_$1" --oneliner | sed -n 's/.* Restarts=\([0-9]*\) .*/\1/p'; }
# Number of parts in a third of a task; a part has eight samples.
midway=$((samples / nodes / 24 + 1))
under_way() { [ "$(parts 1)" -ge "$midway" ] && [ "$(parts 2)" -ge "$midway" ]; }
for _ in $(seq 1200); do under_way && break; sleep 0.1; done
under_way || fail 'tasks 1 and 2 did not start'
squeue -o '%A %K %T %N' | sort

step 'task 1: killed by Slurm (scancel --signal=KILL); task 2: its process killed on its node (kill -9)'
before=$(cd array/.parts && sha256sum 0000[12]-*/*.part)
scancel --signal=KILL --full "${job}_1"
# The child of the step daemon is the command itself, because the script calls exec.
raw=$(scontrol show job "${job}_2" --oneliner | sed -n 's/^JobId=\([0-9]*\) .*/\1/p')
victim=$(for pid in $(pgrep -f "$main dataset make"); do
  if tr '\0' '\n' <"/proc/$pid/environ" 2>/dev/null | grep -qx "SLURM_JOB_ID=$raw"; then echo "$pid"; fi
done | head -n 1)
[ -n "$victim" ] || fail 'the process of task 2 was not found'
kill -9 "$victim"
for task in 1 2; do
  for _ in $(seq 100); do
    case "$(state "$task")" in RUNNING | COMPLETING) sleep 0.2 ;; *) break ;; esac
  done
  echo "task $task: $(state "$task"), $(parts "$task") parts on the disk"
done
echo "$before" | (cd array/.parts && sha256sum --check --quiet) || fail 'a finished part is missing or changed'

# Slurm records kills with a resolution of one second. A job that restarts within that second would be killed again.
sleep 2.5
step 'both tasks requeued'
for task in 1 2; do
  scontrol requeue "${job}_$task"
  # Slurm delays a requeued task by two minutes by default.
  for _ in $(seq 50); do scontrol update "JobId=${job}_$task" StartTime=now 2>/dev/null && break; sleep 0.2; done
done
sleep 1
for _ in $(seq 600); do
  waiting=$(squeue -h -j "$job" -t PENDING,CONFIGURING,RUNNING,COMPLETING,REQUEUED 2>/dev/null | wc -l)
  [ "$waiting" = 0 ] && break
  sleep 1
done
for task in $(seq 0 $((nodes - 1))); do
  echo "task $task: $(state "$task"), restarts $(restarts "$task")"
  [ "$(state "$task")" = COMPLETED ] || { cat "$work"/vrn-dataset-*_"$task".log; fail "task $task did not complete"; }
  sed 's/^/  /' "$work"/vrn-dataset-*_"$task".log
done
for task in 1 2; do
  [ "$(restarts "$task")" = 1 ] || fail "task $task was not requeued"
  grep -q 'kept from an interrupted run' "$work"/vrn-dataset-*_"$task".log || fail "task $task did not resume"
done

step 'the array, verified and merged, against one machine'
./vrn dataset verify array
[ ! -e array/.parts ] || fail 'parts were not removed'
./vrn dataset merge array -o merged
env -u SLURM_CONF ./vrn dataset make people.json -o single --shard 0/1
(cd single && sha256sum ./*) | tee single.sha256
(cd merged && sha256sum --check --strict ../single.sha256) || fail 'the merged data set differs from that of one process'
[ "$(ls single | wc -l)" = "$(ls merged | wc -l)" ] || fail 'the numbers of files differ'
echo "passed: $nodes shards of $samples samples on $nodes nodes, two of them killed midway and requeued, equal the data set of one process byte for byte"
