// Builds dist/: the two page scripts, the stylesheet, and the licence of the chart library, which is part of host.js. It
// writes nowhere else.
import { build } from 'esbuild';
import { readFile, writeFile } from 'node:fs/promises';

const common = {
  bundle: true,
  minify: true,
  outdir: 'dist',
  legalComments: 'eof',
  target: 'es2018',
  logLevel: 'warning',
};

// Classic scripts, because browsers do not load modules from file://.
await build({
  ...common,
  entryPoints: ['src/host.js', 'src/overview.js'],
  format: 'iife',
  define: { 'process.env.NODE_ENV': '"production"' },
});
await build({
  ...common,
  entryPoints: { style: 'src/css/style.css' },
  target: ['chrome100', 'firefox100', 'safari15'],
});

// The bundle also contains ZRender and tslib, so their licences are included.
const parts = await Promise.all(
  ['echarts/LICENSE', 'echarts/licenses/LICENSE-d3', 'zrender/LICENSE', 'tslib/LICENSE.txt'].map(
    async (file) => `${file}\n\n${await readFile(`node_modules/${file}`, 'utf8')}`,
  ),
);
await writeFile('dist/ECHARTS-LICENSE.txt', parts.join(`\n${'-'.repeat(78)}\n\n`));
await writeFile('dist/ECHARTS-NOTICE.txt', await readFile('node_modules/echarts/NOTICE'));
