// Tests the cluster files: the Kubernetes manifest against the published schema, and the variables that schedulers set.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { whichShard } from '@vrn/bodies/dataset';
import { Job } from 'kubernetes-models/batch/v1';
import { ConfigMap, PersistentVolumeClaim } from 'kubernetes-models/v1';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';

const folder = new URL('../../../examples/cluster/', import.meta.url);
const text = (name: string) => readFileSync(new URL(name, folder), 'utf8');

/** Validators generated from the OpenAPI schema that Kubernetes publishes. */
const MODELS = { Job, ConfigMap, PersistentVolumeClaim } as const;

interface Manifest {
  kind: keyof typeof MODELS;
  spec: {
    completions: unknown;
    completionMode: unknown;
    template: { spec: { containers: { name?: string; command: string[]; env: { name: string; value: unknown }[] }[] } };
  };
  data?: Record<string, string>;
}

const documents = parseAllDocuments(text('kubernetes.yaml')).map((each) => {
  expect(each.errors).toEqual([]);
  return each.toJS() as Manifest;
});
const validate = (each: Manifest): void => new MODELS[each.kind](each as never).validate();
const job = () => structuredClone(documents.find(({ kind }) => kind === 'Job')!);

describe('kubernetes.yaml', () => {
  it('is valid by the published schema', () => {
    expect(documents.map(({ kind }) => kind)).toEqual(['ConfigMap', 'PersistentVolumeClaim', 'Job']);
    for (const each of documents) validate(each);
  });

  it('has no field that is unknown to the schema', () => {
    expect(unknownFields(documents)).toEqual([]);
    const misspelt = { ...job(), spec: { ...job().spec, compleions: 4 } };
    expect(unknownFields([misspelt])).toEqual([expect.stringContaining('compleions')]);
  });

  it.each<[string, (each: Manifest) => unknown, RegExp]>([
    ['a count that is text', ({ spec }) => Object.assign(spec, { completions: '4' }), /completions must be integer/],
    ['a mode that is none', ({ spec }) => Object.assign(spec, { completionMode: 'indexed' }), /completionMode/],
    ['a container without a name', (each) => delete each.spec.template.spec.containers[0]!.name, /name/],
    [
      'a variable that is a number',
      ({ spec }) => Object.assign(spec.template.spec.containers[0]!.env[0]!, { value: 4 }),
      /value/,
    ],
  ])('is checked: the schema refuses %s', (_, damage, message) => {
    const broken = job();
    damage(broken);
    expect(() => validate(broken)).toThrow(message);
  });

  it('sets the number of pods for every pod', () => {
    const { spec } = job();
    const { env, command } = spec.template.spec.containers[0]!;
    const completions = env.find(({ name }) => name === 'JOB_COMPLETIONS')!.value as string;
    expect(completions).toBe(String(spec.completions));
    const [pod] = whichShard({ env: { JOB_COMPLETION_INDEX: '3', JOB_COMPLETIONS: completions } });
    expect(pod).toMatchObject({ index: 3, count: 4 });
    expect(command.slice(0, 3)).toEqual(['vrn', 'dataset', 'make']);
  });
});

/** Checks manifests against interfaces generated from the schema; returns TypeScript's errors about unknown fields. */
function unknownFields(manifests: readonly unknown[]): string[] {
  const file = fileURLToPath(new URL('manifest.ts', import.meta.url));
  const types = { Job: 'batch/v1', ConfigMap: 'v1', PersistentVolumeClaim: 'v1' } as const;
  const source = manifests
    .map((each, n) => {
      const { kind } = each as { kind: keyof typeof types };
      return `import type { I${kind} as T${n} } from 'kubernetes-models/${types[kind]}';\nexport const v${n}: T${n} = ${JSON.stringify(each)};`;
    })
    .join('\n');
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: [],
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.getSourceFile = (name, ...rest) =>
    name === file ? ts.createSourceFile(name, source, rest[0]) : getSourceFile.call(host, name, ...rest);
  host.fileExists = (name) => name === file || fileExists.call(host, name);
  const program = ts.createProgram([file], options, host);
  return program
    .getSemanticDiagnostics(program.getSourceFile(file))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
}
