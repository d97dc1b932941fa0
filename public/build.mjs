// Makes dist/, what the site is served with: the two page scripts, the stylesheet, and the licence of the chart
// library that host.js holds. It writes nowhere else.
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

// Classic scripts: modules do not load from file://.
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

// ECharts carries ZRender and tslib into the bundle, so their terms go along with its own.
const parts = await Promise.all(
  ['echarts/LICENSE', 'echarts/licenses/LICENSE-d3', 'zrender/LICENSE', 'tslib/LICENSE.txt'].map(
    async (file) => `${file}\n\n${await readFile(`node_modules/${file}`, 'utf8')}`,
  ),
);
await writeFile('dist/ECHARTS-LICENSE.txt', parts.join(`\n${'-'.repeat(78)}\n\n`));
await writeFile('dist/ECHARTS-NOTICE.txt', await readFile('node_modules/echarts/NOTICE'));
