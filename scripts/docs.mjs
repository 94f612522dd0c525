// `npm run docs [-- --out FOLDER]` builds the API reference of all libraries, guides and examples into out/site.
// `--studio PATH` adds a link to Studio to every page; the first page of Studio must be at that path of the site.
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Application, Logger, LogLevel, PageEvent } from 'typedoc';
import { bin, must } from './setup.mjs';
import { LIBRARIES, root, SOURCE, SOURCE_FLAGS } from './workspace.mjs';

/** Guides in reading order. */
const GUIDES = ['pipeline', 'voxels', 'engines', 'marching-cubes', 'datasets', 'shards', 'evaluation'];
const EXAMPLES = readdirSync(join(root, 'examples')).filter((file) => /^\d\d-.*\.ts$/.test(file));
const REPOSITORY = 'https://github.com/vrn3d/vrn';

const { values } = parseArgs({
  options: { out: { type: 'string', default: join(root, 'out', 'site') }, studio: { type: 'string' } },
});
const out = resolve(values.out);
/** Folder of the Markdown pages of the site: README, guides and examples, with their pictures. */
const pages = `${out}-pages`;

for (const folder of [out, pages]) rmSync(folder, { recursive: true, force: true });
mkdirSync(pages, { recursive: true });
cpSync(join(root, 'assets'), join(pages, 'assets'), { recursive: true });
drawPictures();
const documents = [...GUIDES.map(writeGuide), ...EXAMPLES.map(writeExample)];
writeFileSync(join(pages, 'index.md'), withSiteLinks(readFileSync(join(root, 'README.md'), 'utf8'), '.'));
await writeSite();

/** Draws the output pictures of the examples, as `NN-name.png` or `.svg`. */
function drawPictures() {
  const program = join(root, 'examples', 'pictures', 'draw.ts');
  must(process.execPath, [bin('tsx', 'dist/cli.mjs'), ...SOURCE_FLAGS, program, pages]);
}

/** Writes the page of a guide, with its title and group. */
function writeGuide(name) {
  const text = readFileSync(join(root, 'docs', `${name}.md`), 'utf8');
  const title = /^# (.*)$/m.exec(text)[1].replaceAll('"', "'");
  return writePage(name, { title, group: 'Guides' }, withSiteLinks(text, 'docs'));
}

/** Writes the page of an example: its title, the first line of its comment, its pictures, code and command. */
function writeExample(file) {
  const name = file.replace(/\.ts$/, '');
  const code = readFileSync(join(root, 'examples', file), 'utf8').trimEnd();
  const summary = /^\/\/ (.*)/.exec(code)[1];
  const title = name
    .slice(3)
    .replaceAll('-', ' ')
    .replace(/^./, (letter) => letter.toUpperCase());
  const pictures = readdirSync(pages).filter((each) => /\.(?:png|svg)$/.test(each) && each.startsWith(name));
  const shown = pictures.map((picture) => `![Output of ${name}](./${picture})\n\n`).join('');
  const text = `# ${title}\n\n${summary}\n\n${shown}\`\`\`ts\n${code}\n\`\`\`\n\n\`npm run example -- ${name}\` runs it.\n`;
  return writePage(name, { title, group: 'Examples' }, text);
}

function writePage(name, { title, group }, text) {
  const path = join(pages, `${name}.md`);
  writeFileSync(path, `---\ntitle: "${title}"\ngroup: ${group}\n---\n\n${text}`);
  return path;
}

/** Rewrites relative links in the Markdown of a folder `from`: to pages and assets of the site, else to GitHub. */
function withSiteLinks(text, from) {
  return text.replace(/\]\((?!https?:|#)([^)#\s]+)(#[^)\s]*)?\)/g, (_, path, anchor = '') => {
    const target = relative(root, resolve(root, from, path)).replaceAll('\\', '/');
    const page = /^(?:docs|examples)\/([\w-]+)\.(?:md|ts)$/.exec(target)?.[1];
    if (GUIDES.includes(page) || EXAMPLES.includes(`${page}.ts`)) return `](./${page}.md${anchor})`;
    if (target.startsWith('assets/')) return `](./${target})`;
    return `](${REPOSITORY}/blob/main/${target}${anchor})`;
  });
}

/** Lists the public entry points of the libraries: the name that programs import, and the file of the source. */
function entryPoints() {
  return LIBRARIES.flatMap(({ path, manifest }) =>
    Object.entries(manifest.exports)
      .filter(([entry, target]) => entry !== './internal' && target?.[SOURCE]?.endsWith('.ts'))
      .map(([entry, target]) => ({ name: join(manifest.name, entry), file: join(path, target[SOURCE]) })),
  );
}

async function writeSite() {
  const warnings = [];
  class Collector extends Logger {
    log(message, level) {
      super.log(message, level);
      if (level >= LogLevel.Warn) warnings.push(message);
    }
    addContext(message) {
      return message;
    }
  }
  const entries = entryPoints();
  const app = await Application.bootstrap({
    name: 'VRN',
    entryPoints: entries.map(({ file }) => file),
    tsconfig: join(root, 'tsconfig.json'),
    readme: join(pages, 'index.md'),
    projectDocuments: documents,
    skipErrorChecking: true,
    excludePrivate: true,
    excludeInternal: true,
    disableSources: true,
    disableGit: true,
    blockTags: ['@param', '@returns', '@throws', '@example', '@deprecated', '@see', '@defaultValue'],
    validation: { notExported: false, invalidLink: true, invalidPath: true, notDocumented: false },
    githubPages: false,
    includeHierarchySummary: false,
    searchInComments: false,
    navigationLinks: { ...(values.studio && { Studio: values.studio }), GitHub: REPOSITORY },
    sort: ['source-order'],
    logLevel: 'Warn',
  });
  app.logger = new Collector();
  // TypeDoc writes navigation links as they are given; in subfolders they must begin with `../`.
  app.renderer.on(PageEvent.END, (page) => {
    const up = '../'.repeat(page.url.split('/').length - 1);
    if (values.studio)
      page.contents = page.contents.replaceAll(`href="${values.studio}"`, `href="${up}${values.studio}"`);
  });
  const project = await app.convert();
  if (project === undefined) throw new Error('docs: the sources must compile');
  // Names the modules as programs import them, not by their paths.
  for (const module of project.children ?? []) {
    const entry = entries.find(({ file }) => file.replace(/(?:\/index)?\.ts$/, '').endsWith(`/${module.name}`));
    module.name = entry?.name ?? module.name;
  }
  app.validate(project);
  await app.generateDocs(project, out);
  rmSync(pages, { recursive: true, force: true });
  if (warnings.length > 0) {
    for (const warning of warnings) console.error(`docs: ${warning}`);
    process.exitCode = 1;
  } else console.log(`docs: ${relative(process.cwd(), join(out, 'index.html'))}`);
}
