// Checks a line of a shell block without running it: scripts, files, subcommands and options that it names must exist.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { root } from './documents.js';

const scripts = Object.keys(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).scripts as object);

/** Commands of npm itself. */
const NPM = ['ci', 'install', 'test', 'publish', 'pack'];
/** Programs of the operating system or of clusters. */
const FOREIGN = ['cd', 'git', 'sbatch', 'squeue', 'kubectl', 'docker', 'mkdir', 'cp', 'curl'];

/** Collects the subcommands of `vrn` by name. */
export async function commandsOf(): Promise<Map<string, Command>> {
  const folder = join(root, 'packages', 'cli', 'src', 'commands');
  const commands = new Map<string, Command>();
  for (const file of readdirSync(folder).filter((each) => each.endsWith('.ts'))) {
    const module = (await import(join(folder, file))) as Record<string, unknown>;
    for (const [name, make] of Object.entries(module)) {
      if (!/Command$/.test(name) || typeof make !== 'function') continue;
      const command = (make as () => Command)();
      if (typeof command?.name === 'function') commands.set(command.name(), command);
    }
  }
  return commands;
}

/** Describes the fault of a line; undefined without one. */
export function faultOf(line: string, commands: ReadonlyMap<string, Command>): string | undefined {
  const words = wordsOf(line);
  while (/^[A-Z_]+=/.test(words[0] ?? '')) words.shift();
  const [program, ...args] = words;
  if (program === undefined || FOREIGN.includes(program)) return undefined;
  if (program === 'npm') return faultOfNpm(args, commands);
  if (program === 'vrn') return faultOfCommand(args, commands);
  if (program === 'npx') {
    if (args[0] === 'vrn') return faultOfCommand(args.slice(1), commands);
    const bin = args.find((each) => !each.startsWith('-'))!;
    return existsSync(join(root, 'node_modules', '.bin', bin))
      ? faultOfFiles(args)
      : `the program ${bin} is not installed`;
  }
  if (program === 'node') return faultOfFiles(args);
  return `the program ${program} is unknown`;
}

/** Splits a line into words, without quotes and without the comment at its end. */
const wordsOf = (line: string): string[] =>
  [...line.replace(/(^|\s)#.*$/, '').matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, a, b, c]) => a ?? b ?? c!);

function faultOfNpm([verb, ...rest]: readonly string[], commands: ReadonlyMap<string, Command>): string | undefined {
  if (verb !== 'run') return NPM.includes(verb!) ? undefined : `npm has no command ${verb}`;
  const [script, , ...args] = rest;
  if (!scripts.includes(script!)) return `package.json has no script ${script}`;
  return script === 'reconstruct' ? faultOfCommand(['reconstruct', ...args], commands) : undefined;
}

function faultOfCommand(args: readonly string[], commands: ReadonlyMap<string, Command>): string | undefined {
  let [name, ...rest] = args;
  if (name === undefined || name.startsWith('-') || name === '<command>') return undefined;
  let command = commands.get(name);
  if (command === undefined) return `vrn has no subcommand ${name}`;
  while (command.commands.length > 0 && rest[0] !== undefined && !rest[0].startsWith('-')) {
    const child: Command | undefined = command.commands.find((each) => each.name() === rest[0]);
    if (child === undefined) return `vrn ${name} has no subcommand ${rest[0]}`;
    [command, rest] = [child, rest.slice(1)];
  }
  const known = ['-h', '--help', ...command.options.flatMap(({ short, long }) => [short, long])];
  const unknown = rest.filter((each) => /^--?[a-z]/.test(each)).find((each) => !known.includes(each.split('=')[0]!));
  return unknown === undefined ? undefined : `vrn ${name} has no option ${unknown}`;
}

/** Checks that arguments that look like paths of sources exist. Programs write into `runs`. */
function faultOfFiles(args: readonly string[]): string | undefined {
  const isSource = (each: string): boolean => /^[\w./-]+\.(?:ts|mjs|js|json)$/.test(each) && !each.startsWith('runs/');
  const missing = args.find((each) => isSource(each) && !existsSync(join(root, each)));
  return missing === undefined ? undefined : `the file ${missing} does not exist`;
}
