"""Answers the commands of bench/rivals/program.ts, one per line: `run` and `answer`."""
import json
import sys
import time
from pathlib import Path


def serve(prepare):
    """Runs a rival until the input ends.

    prepare(folder, given) reads the input files of a contest from the folder; `given` are its other arguments. It
    returns the version of the rival, a function to time, and a function that turns the result of the first into
    files: a dictionary of names and bytes, or anything that has the buffer protocol. Times are CPU time of all threads
    unless the argument `clock` is "wall".
    """
    folder = Path(sys.argv[1])
    given = json.loads((folder / "given.json").read_text())
    now = time.perf_counter_ns if given.get("clock") == "wall" else time.process_time_ns
    version, run, files_of = prepare(folder, given)
    reply({"version": version})
    for line in sys.stdin:
        if line.strip() == "run":
            began = now()
            run()
            reply({"ms": (now() - began) / 1e6})
        elif line.strip() == "answer":
            for name, data in files_of(run()).items():
                (folder / name).write_bytes(data)
            reply({})


def reply(value):
    print(json.dumps(value), flush=True)
