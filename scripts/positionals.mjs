// Separates the arguments of a command from its options, by the list of options in its help.

/**
 * Returns the arguments that are neither options nor values of options.
 *
 * @param args  arguments of the command line.
 * @param help  the help of the command: lines such as `-o, --output <folder>` name the options that take a value,
 *   `--print [format]` those that may.
 */
export function positionals(args, help) {
  const lines = help.matchAll(/^ +(?:(-\w), )?(--[\w-]+) ([<[])/gm);
  const bracketOf = new Map(
    [...lines].flatMap(([, short, long, bracket]) => [short, long].map((name) => [name, bracket])),
  );
  const takes = (option, next) => {
    const bracket = bracketOf.get(option);
    return bracket === '<' || (bracket === '[' && (next === '-' || !next?.startsWith('-')));
  };
  const found = [];
  for (let at = 0; at < args.length; at++) {
    const argument = args[at];
    if (argument === '--') return [...found, ...args.slice(at + 1)];
    if (argument === '-' || !argument.startsWith('-')) found.push(argument);
    else {
      // Of several letters, as in -rj, the first that takes a value takes the rest, or else the next argument.
      const letters = [...argument.slice(1)].map((letter) => `-${letter}`);
      const first = letters.findIndex((letter) => bracketOf.has(letter));
      const option = argument.startsWith('--') || first !== letters.length - 1 ? argument : letters[first];
      if (takes(option, args[at + 1])) at++;
    }
  }
  return found;
}
