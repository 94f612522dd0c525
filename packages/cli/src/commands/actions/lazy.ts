// Loads the implementation of a command when it runs, so that help and other commands do not load TensorFlow.js.

/** A module that implements a command. */
interface Action<A extends readonly unknown[]> {
  readonly run: (...args: A) => Promise<void>;
}

/**
 * Returns the action of a command whose implementation is imported when the command runs.
 *
 * @param load  imports the module, with a literal path so that bundlers find it.
 */
export const lazy =
  <A extends readonly unknown[]>(load: () => Promise<Action<A>>): ((...args: A) => Promise<void>) =>
  async (...args) =>
    (await load()).run(...args);
