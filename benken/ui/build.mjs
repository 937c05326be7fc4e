// Bundles the style sheet and the scripts into static/ui/build/. Run from the project root: node benken/ui/build.mjs
import { copyFile, mkdir, readFile, stat } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build, context } from 'esbuild'

const here = dirname(fileURLToPath(import.meta.url))
const target = join(here, 'static/ui/build')

// A page for a person may weigh 100 kB in all, so the shared files have a limit of their own.
const limits = { 'benken.css': 25_000, 'benken.js': 6_000 }

const options = {
  entryPoints: [
    { in: join(here, 'src/benken.css'), out: 'benken' },
    { in: join(here, 'src/js/benken.js'), out: 'benken' },
  ],
  outdir: target,
  bundle: true,
  minify: true,
  format: 'iife',
  target: ['es2020', 'chrome99', 'firefox97', 'safari15.4'],
  // Our own files say who wrote them; the licence notes of the parts follow the parts.
  legalComments: 'inline',
  banner: { css: '/* Benken, EUPL-1.2. Holds parts of Designsystemet, MIT, (c) Digitaliseringsdirektoratet. */' },
  logLevel: 'warning',
}

await mkdir(target, { recursive: true })
// MIT asks that its text goes along with every copy.
await copyFile('node_modules/@digdir/designsystemet-css/LICENSE', join(target, 'designsystemet-license.txt'))

if (process.argv.includes('--watch')) {
  const watcher = await context(options)
  await watcher.watch()
  console.log('Watching benken/ui/src …')
} else {
  await build(options)
  for (const [name, limit] of Object.entries(limits)) {
    const file = join(target, name)
    const packed = gzipSync(await readFile(file)).length
    const { size } = await stat(file)
    console.log(`${relative(process.cwd(), file)}  ${size} bytes, ${packed} gzipped (limit ${limit})`)
    if (packed > limit) {
      console.error(`${name} is heavier than its limit.`)
      process.exitCode = 1
    }
  }
}
