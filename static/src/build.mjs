// `npm run build`: compiles static/src into static/build and records what was made from what in
// static/build/manifest.json, so that static/check_assets.py can tell drift without Node.
// Usage: node static/src/build.mjs [output folder in place of static/]
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { copyFileSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

import esbuild from 'esbuild'
import * as sass from 'sass'

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..')
const source = join(root, 'static', 'src')
const output = process.argv[2] ?? join(root, 'static')
const build = join(output, 'build')
const fonts = join(output, 'fonts')
const documents = join(output, 'document', 'fonts')

const BUNDLE = {
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'es2022',
  legalComments: 'none',
  logLevel: 'warning',
}

function styles() {
  const { css } = sass.compile(join(source, 'app.scss'), {
    style: 'compressed',
    loadPaths: [join(root, 'node_modules')],
    quietDeps: true,
  })
  writeFileSync(join(build, 'app.css'), `${css}\n`)
}

// The editor of rich text, which only the pages with one load.
async function editor() {
  await esbuild.build({
    ...BUNDLE,
    entryPoints: [join(source, 'editor', 'index.js')],
    outfile: join(build, 'editor.js'),
    banner: { js: '/* TipTap and ProseMirror, MIT licence. */' },
  })
}

async function scripts() {
  const outfile = join(build, 'app.js')
  await esbuild.build({
    ...BUNDLE,
    entryPoints: [join(source, 'app.js')],
    outfile,
    banner: { js: '/* Components: govuk-frontend, MIT licence. */' },
  })
  // Messages for the console name a brand that this service may not use.
  writeFileSync(outfile, readFileSync(outfile, 'utf8').replaceAll('GOV.UK Frontend', 'govuk-frontend'))
}

function copies() {
  for (const mark of ['mark.svg', 'mark-inverse.svg']) {
    copyFileSync(join(source, mark), join(build, mark))
  }
  const typeface = join(root, 'node_modules', '@fontsource', 'source-sans-3')
  for (const face of ['latin-400-normal', 'latin-ext-400-normal', 'latin-600-normal', 'latin-ext-600-normal', 'latin-400-italic']) {
    const name = `source-sans-3-${face}.woff2`
    copyFileSync(join(typeface, 'files', name), join(fonts, name))
  }
  copyFileSync(join(typeface, 'LICENSE'), join(fonts, 'LICENSE.txt'))
}

function documentFonts() {
  const python = process.env.PYTHON ?? join(root, '.venv', 'bin', 'python')
  execFileSync(python, [join(source, 'document_fonts.py'), documents], { stdio: 'inherit' })
}

function sha256(path) {
  return createHash('sha256').update(readFileSync(path)).digest('hex')
}

function record(folder, base) {
  const paths = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== 'manifest.json')
    .map((entry) => join(folder, entry.name))
  return Object.fromEntries(paths.sort().map((path) => [relative(base, path), sha256(path)]))
}

function manifest() {
  const inputs = { ...record(source, root), ...record(join(source, 'editor'), root) }
  for (const name of ['package.json', 'package-lock.json']) {
    inputs[name] = sha256(join(root, name))
  }
  const outputs = { ...record(build, output), ...record(fonts, output), ...record(documents, output) }
  writeFileSync(join(build, 'manifest.json'), `${JSON.stringify({ inputs, outputs }, null, 2)}\n`)
}

mkdirSync(build, { recursive: true })
mkdirSync(fonts, { recursive: true })
styles()
await scripts()
await editor()
copies()
documentFonts()
manifest()
