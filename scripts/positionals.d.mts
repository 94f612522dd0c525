// Declares the types of positionals.mjs.

/** Returns the arguments that are neither options nor values of options; `help` is the help of the command. */
export function positionals(args: readonly string[], help: string): string[];
