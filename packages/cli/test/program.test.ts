// Tests the help of all commands: it names no repository file, describes every argument and option, and uses standard
// terms.
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { buildProgram } from '../src/program.js';

const all = (command: Command): Command[] => [command, ...command.commands.flatMap(all)];

/** Returns the complete help of a command, including the text after the options. */
function helpOf(command: Command): string {
  let text = '';
  command.configureOutput({ writeOut: (part) => (text += part) });
  command.outputHelp();
  return text;
}

describe.each(all(buildProgram('0')).map((command) => [command.name(), command] as const))(
  'help of %s',
  (_, command) => {
    it('names no file of the repository, which the package does not contain', () => {
      expect(helpOf(command)).not.toMatch(/\b(docs|examples|packages|scripts|src)\/|\.md\b/);
    });

    it('describes every argument and option', () => {
      expect(command.description()).not.toBe('');
      for (const { description } of [...command.registeredArguments, ...command.options])
        expect(description).not.toBe('');
    });

    it('uses the terms of the field', () => {
      const dialect = /\b(truth of|rounds of|things|what is there|a (slice|side|row|core|split|photograph)$)/im;
      expect(helpOf(command)).not.toMatch(dialect);
    });
  },
);
