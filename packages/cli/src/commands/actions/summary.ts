// Implements `vrn summary`: builds networks, prints their parameters and costs, and with --svg draws one.
import { buildVRN, REPORTED, type Summary, summaryTable, VARIANT_NAMES, type VariantName } from '@vrn/model';
import { writeOutput } from '../../output/files.js';
import { checkUsage, usage } from '../../output/messages.js';
import { report, thousands } from '../../output/report.js';

interface Options {
  readonly rows: number;
  readonly columns: number;
  readonly slices: number;
  readonly features: number;
  readonly batch: number;
  readonly training?: boolean;
  readonly layers?: boolean;
  readonly svg?: string;
  readonly json?: boolean;
}

/** Runs `vrn summary`. */
export async function run(variant: VariantName | undefined, options: Options): Promise<void> {
  const { batch, training = false, layers, svg, json, ...size } = options;
  checkUsage(svg === undefined || variant !== undefined, () => {
    return `--svg must come with the name of a network: ${VARIANT_NAMES.join(', ')}`;
  });
  const names = variant === undefined ? VARIANT_NAMES : [variant];
  const networks = usage(() => names.map((name) => ({ name, ...buildVRN(name, size).summary({ batch, training }) })));
  if (svg !== undefined) await writeOutput(svg, buildVRN(variant!, size).drawing());
  const detailed = layers || variant !== undefined;
  const values = networks.map(({ layers: all, parts, ...rest }) => ({
    ...rest,
    reported: REPORTED[rest.name],
    ...(detailed && { parts, layers: all }),
  }));
  const lines = networks.flatMap(({ name, ...summary }) => [
    line(name, summary),
    ...(variant === undefined ? [] : ['', summaryTable(summary)]),
    ...(layers ? summary.layers.map((layer) => `  ${JSON.stringify(layer)}`) : []),
  ]);
  report(json, variant === undefined ? values : values[0], lines);
}

const line = (name: string, { parameters, multiplyAdds, memory, layers }: Summary): string => {
  const operations = `${(multiplyAdds / 1e9).toFixed(2).padStart(6)} G multiply-adds`;
  const mebibytes = `${(memory.total / 2 ** 20).toFixed(0).padStart(6)} MiB`;
  return `${name.padEnd(16)}${thousands(parameters).padStart(12)} parameters  ${operations}  ${mebibytes}  ${layers.length} layers`;
};
