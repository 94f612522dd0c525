// Writes the content of the page of networks from a run of Table 1.
import { type Assets, article } from './article.js';
import { type Html, html } from './html.js';
import type { Run } from './run.js';
import { claimsTable, resultsTable } from './tables.js';

const NUMBERS = ['None', 'One', 'Two', 'Three', 'Four', 'Five', 'Six', 'All'] as const;

/** Writes the content of the page. */
export function networksContent(run: Run, assets: Assets): Html {
  const { networks, table } = run;
  const { config, data, training } = table.spec;
  const trained = networks.filter(({ trainings }) => trainings[0]!.row.result !== undefined).length;
  const claims = claimsTable(run);
  const samples = training.epochs * (training.epochSamples ?? data.train);
  return html`
    <section class="intro" aria-labelledby="intro-title">
      <h2 id="intro-title">Seven networks, one table.</h2>
      <p class="lead">
        Table 1 of Jackson, Manafas and Tzimiropoulos (2018) compares seven networks that predict a volume from one
        image. Here they are drawn, and trained again on open data. ${NUMBERS[trained] ?? trained} of the
        ${networks.length === 7 ? 'seven' : networks.length} ${trained === 1 ? 'is' : 'are'} trained so far.
      </p>
    </section>
    <section class="panel table-panel" aria-labelledby="table-title">
      <h2 id="table-title">The table</h2>
      ${resultsTable(run)}
      <p class="note">
        IoU is the mean over ${data.test} test bodies, of the last stack. The authors trained on Human3.6M, which must
        not be redistributed; the people here are MakeHuman bodies in captured motion, at ${config.rows ?? 128}³ voxels
        with ${config.features ?? 256} features and ${samples.toLocaleString('en')} samples for each network. So only the
        order of the networks and the distances between them can be compared, not the numbers.
      </p>
    </section>
    ${
      claims &&
      html`<section class="panel table-panel" aria-labelledby="claims-title">
      <h2 id="claims-title">The paper’s claims</h2>
      ${claims}
      <p class="note">
        Differences of IoU in points, which the paper claims to be above 0. A claim is reproduced where the interval, from
        a bootstrap over persons and motions, lies above 0. Claims about networks that are not trained yet are missing.
      </p>
    </section>`
    }
    ${networks.map((network) => article(run, network, assets))}`;
}
