// Resolves imports without extensions between the files of @tensorflow/tfjs-core; all others are left to Node.
const CORE = '/@tensorflow/tfjs-core/dist/';
const ENDINGS = ['.js', '/index.js'];

/** Node's resolve hook: https://nodejs.org/api/module.html#resolvespecifier-context-nextresolve */
export async function resolve(specifier, context, next) {
  if (!specifier.startsWith('.') || !context.parentURL?.includes(CORE)) return next(specifier, context);
  for (const ending of ['', ...ENDINGS]) {
    try {
      return await next(specifier + ending, context);
    } catch (error) {
      const isMissing = ['ERR_MODULE_NOT_FOUND', 'ERR_UNSUPPORTED_DIR_IMPORT'].includes(error.code);
      if (!isMissing || ending === ENDINGS.at(-1)) throw error;
    }
  }
}
