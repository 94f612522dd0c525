// Runs the examples in doc comments: finds the exported functions of an entry file, and checks every `// →` result.
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import ts from 'typescript';

/** An exported function with its doc comment. */
export interface DocumentedFunction {
  readonly name: string;
  /** Absolute path of the source file. */
  readonly file: string;
  /**
   * The texts of each tag, by the tag's name without `@`. The description is under '', a section such as Cost under its
   * name in lower case.
   */
  readonly tags: ReadonlyMap<string, readonly string[]>;
  /** Number of positional parameters; a trailing `options` counts. */
  readonly parameters: number;
  /** The source of the function, for checks such as whether it throws. */
  readonly source: string;
}

/** One result in an example. */
export interface ExampleResult {
  /** The statement whose value was compared. */
  readonly source: string;
  /** The text after `// →`. */
  readonly expected: string;
  readonly actual: unknown;
  readonly passed: boolean;
}

/**
 * Lists the functions that an entry file (`index.ts`) exports by `export { … } from './file.js'`, with their doc
 * comments. Omits types, classes, and constants that are not functions.
 *
 * @param entry  path of the entry file
 * @returns      one record per function, in the order of the exports
 *
 * @example
 * const functions = documentedFunctions('packages/mesh/src/index.ts');
 * functions.filter(({ tags }) => !tags.has('returns')).map(({ name }) => name);
 */
export function documentedFunctions(entry: string): DocumentedFunction[] {
  return parse(entry).statements.flatMap((statement) => {
    if (!ts.isExportDeclaration(statement) || statement.isTypeOnly) return [];
    const { exportClause, moduleSpecifier } = statement;
    if (!exportClause || !ts.isNamedExports(exportClause) || !moduleSpecifier) return [];
    const specifier = (moduleSpecifier as ts.StringLiteral).text;
    if (!specifier.startsWith('.')) return [];
    const file = resolve(dirname(entry), specifier.replace(/\.js$/, '.ts'));
    const names = exportClause.elements.filter((each) => !each.isTypeOnly).map((each) => each.name.text);
    return functionsOf(file, names);
  });
}

/**
 * Runs one example. It can use the names of `scope` without an import, and must import all others. The value of each
 * statement that ends in `// → value` is compared with that value:
 *
 *     area(mesh); // → 2                     equal, numbers to the bit
 *     const x = f(1); // → [0.33, 1]         decimals: to half a unit of the last digit
 *     g(mesh).closed; // → true: because …   text after a colon is an explanation
 *     h(null); // → throws bad-mesh          an error with this code
 *
 * @param code   text of the example, TypeScript
 * @param scope  names the example can use, usually the package's exports
 * @param load   imports a module; pass `(name) => import(name)`, so that names are resolved from the caller's file
 * @returns      every stated result with the actual value
 * @throws       errors of the example that it does not state, or if a stated result is not a JavaScript value
 *
 * @example
 * const results = await runExample(tags.get('example')![0]!, mesh, (name) => import(name));
 * expect(results.filter(({ passed }) => !passed)).toEqual([]);
 */
export async function runExample(
  code: string,
  scope: Readonly<Record<string, unknown>>,
  load: (name: string) => Promise<unknown>,
): Promise<ExampleResult[]> {
  const results: ExampleResult[] = [];
  const compare = (source: string, expected: string, actual: unknown): void => {
    results.push({ source, expected, actual, passed: agrees(actual, expected) });
  };
  const caught = async (run: () => unknown): Promise<unknown> => {
    try {
      return await run();
    } catch (cause) {
      return new Thrown((cause as { code?: string }).code ?? String(cause));
    }
  };
  const program = instrumented(code);
  const names = Object.keys(scope).filter((name) => !program.declared.has(name));
  // A function declaration rather than an expression, because the compiler puts helpers for `using` before it.
  const body = ts.transpileModule(`async function __run() {\n${program.text}\n}`, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
  }).outputText;
  const run = new Function('__load', '__compare', '__caught', ...names, `${body}\nreturn __run();`);
  await run(load, compare, caught, ...names.map((name) => scope[name]));
  return results;
}

class Thrown {
  constructor(readonly code: string) {}
}

const parse = (file: string): ts.SourceFile =>
  ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ES2022, true);

function functionsOf(file: string, names: readonly string[]): DocumentedFunction[] {
  const parsed = parse(file);
  const found = new Map<string, DocumentedFunction>();
  for (const node of parsed.statements) {
    if (ts.isExportDeclaration(node) && node.exportClause && ts.isNamedExports(node.exportClause)) {
      const { moduleSpecifier } = node;
      const again = node.exportClause.elements.map((each) => each.name.text).filter((name) => names.includes(name));
      if (!moduleSpecifier || again.length === 0 || !(moduleSpecifier as ts.StringLiteral).text.startsWith('.'))
        continue;
      const further = resolve(dirname(file), (moduleSpecifier as ts.StringLiteral).text.replace(/\.js$/, '.ts'));
      for (const each of functionsOf(further, again)) found.set(each.name, each);
      continue;
    }
    for (const [name, own] of functionsIn(node)) {
      if (!names.includes(name)) continue;
      const comment = docComment(node, parsed);
      // Overloads share the comment above the first.
      const before = found.get(name);
      found.set(name, {
        name,
        file,
        tags: comment === '' && before ? before.tags : tagsOf(comment),
        parameters: Math.max(own.parameters.length, before?.parameters ?? 0),
        source: (before?.source ?? '') + node.getText(),
      });
    }
  }
  return names.flatMap((name) => found.get(name) ?? []);
}

/** Lists the functions that a statement declares: a declaration, or constants whose value is a function. */
function functionsIn(node: ts.Statement): [string, ts.SignatureDeclaration][] {
  if (ts.isFunctionDeclaration(node) && node.name) return [[node.name.text, node]];
  if (!ts.isVariableStatement(node)) return [];
  return node.declarationList.declarations.flatMap(({ name, initializer }) => {
    const isFunction = initializer && (ts.isArrowFunction(initializer) || ts.isFunctionExpression(initializer));
    return isFunction ? [[name.getText(), initializer] as [string, ts.SignatureDeclaration]] : [];
  });
}

/** Returns the text of the last doc comment above a node, without stars. */
function docComment(node: ts.Node, { text }: ts.SourceFile): string {
  const ranges = ts.getLeadingCommentRanges(text, node.getFullStart()) ?? [];
  const docs = ranges.map(({ pos, end }) => text.slice(pos, end)).filter((each) => each.startsWith('/**'));
  const last = docs.at(-1) ?? '';
  return last
    .slice(3, -2)
    .split('\n')
    .map((line) => line.replace(/^\s*\* ?/, ''))
    .join('\n');
}

function tagsOf(comment: string): Map<string, string[]> {
  const tags = new Map<string, string[]>();
  let lines: string[] = [];
  const start = (tag: string, first: string): void => {
    lines = [first];
    tags.set(tag, [...(tags.get(tag) ?? []), '']);
  };
  let current = '';
  start('', '');
  const store = (): void => {
    tags.get(current)![tags.get(current)!.length - 1] = lines.join('\n').trim();
  };
  for (const line of comment.split('\n')) {
    const [, tag, rest] = /^@(\w+) ?(.*)$/.exec(line) ?? [];
    // Paragraphs such as Cost and Source are separate sections: they begin with a few words and a colon after an empty
    // line, or with `Cost:` after any line.
    const isAfterGap = lines.at(-1)?.trim() === '' && lines.some((each) => each.trim() !== '');
    const isStart = line.startsWith('Cost:') || isAfterGap;
    const section = isStart ? /^([A-Z][\w ]{2,40}): /.exec(line)?.[1] : undefined;
    if (tag === undefined && section === undefined) {
      lines.push(line);
      continue;
    }
    store();
    current = tag ?? section!.toLowerCase();
    start(current, tag === undefined ? line : rest!);
  }
  store();
  return tags;
}

/** Rewrites the code of an example: imports become dynamic, and stated results are compared. */
function instrumented(code: string): { readonly text: string; readonly declared: Set<string> } {
  const parsed = ts.createSourceFile('example.ts', code, ts.ScriptTarget.ES2022, true);
  const declared = new Set<string>();
  const pieces = parsed.statements.map((node) => {
    const source = node.getText();
    if (ts.isImportDeclaration(node)) return importOf(node, declared);
    const after = code.slice(node.end).split('\n', 1)[0]!;
    const expected = /^\s*\/\/ → (.*)$/.exec(after)?.[1]?.trim();
    if (ts.isVariableStatement(node)) {
      const names = node.declarationList.declarations.map(({ name }) => name.getText());
      for (const name of names) declared.add(name);
      if (expected === undefined) return source;
      return `${source}\n__compare(${quoted(source)}, ${quoted(expected)}, ${names.at(-1)});`;
    }
    if (!ts.isExpressionStatement(node) || expected === undefined) return source;
    const value = node.expression.getText();
    const given = /^throws\b/.test(expected) ? `await __caught(async () => (${value}))` : `(${value})`;
    return `__compare(${quoted(value)}, ${quoted(expected)}, ${given});`;
  });
  return { text: pieces.join('\n'), declared };
}

const quoted = (text: string): string => JSON.stringify(text);

function importOf(node: ts.ImportDeclaration, declared: Set<string>): string {
  const from = `await __load(${node.moduleSpecifier.getText()})`;
  const { importClause } = node;
  if (importClause?.isTypeOnly) return '';
  const bindings = importClause?.namedBindings;
  const lines: string[] = [];
  if (importClause?.name) {
    declared.add(importClause.name.text);
    lines.push(`const { default: ${importClause.name.text} } = ${from};`);
  }
  if (bindings && ts.isNamespaceImport(bindings)) {
    declared.add(bindings.name.text);
    lines.push(`const ${bindings.name.text} = ${from};`);
  } else if (bindings) {
    const names = bindings.elements.filter((each) => !each.isTypeOnly);
    for (const { name } of names) declared.add(name.text);
    const list = names.map(({ propertyName, name }) => `${propertyName ? `${propertyName.text}: ` : ''}${name.text}`);
    lines.push(`const { ${list.join(', ')} } = ${from};`);
  }
  return lines.join('\n');
}

function agrees(actual: unknown, expected: string): boolean {
  const code = /^throws (\S+)$/.exec(expected.replace(/: .*$/, ''))?.[1];
  if (code !== undefined || actual instanceof Thrown) return actual instanceof Thrown && actual.code === code;
  // Either the value only, or the value, a colon and an explanation.
  const ends = [expected, ...[...expected.matchAll(/: /g)].map(({ index }) => expected.slice(0, index))];
  for (const text of ends) {
    let value: unknown;
    try {
      value = new Function(`return (${text});`)();
    } catch {
      continue;
    }
    const decimals = [...text.matchAll(/\d\.(\d+)/g)].map(([, digits]) => digits!.length);
    const tolerance = decimals.length === 0 ? 0 : 0.5001 * 10 ** -Math.max(...decimals);
    return equal(actual, value, tolerance);
  }
  throw new Error(`example: a result after // → must be a JavaScript value, got ${expected}`);
}

function equal(actual: unknown, expected: unknown, tolerance: number): boolean {
  if (typeof actual === 'number' && typeof expected === 'number') {
    return Object.is(actual, expected) || actual === expected || Math.abs(actual - expected) <= tolerance;
  }
  const list = (value: unknown): unknown[] | undefined => {
    if (Array.isArray(value)) return value;
    return ArrayBuffer.isView(value) && !(value instanceof DataView) ? Array.from(value as Uint8Array) : undefined;
  };
  const left = list(actual);
  const right = list(expected);
  if (left && right) return left.length === right.length && left.every((each, i) => equal(each, right[i], tolerance));
  if (typeof actual !== 'object' || typeof expected !== 'object' || !actual || !expected) return actual === expected;
  const keys = Object.keys(expected);
  return (
    left === undefined &&
    right === undefined &&
    keys.length === Object.keys(actual).length &&
    keys.every((key) => {
      return equal((actual as Record<string, unknown>)[key], (expected as Record<string, unknown>)[key], tolerance);
    })
  );
}
