#!/usr/bin/env node
/** The command `assetloom`: brings packages and dist/ up to date, then runs the CLI in this process. */
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { requireNode } from './node-version.mjs'

requireNode()

const rootDir = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
const onProgress = (line) => process.stderr.write(`assetloom: ${line}\n`)

try {
  const { ensureDependencies } = await import('./dependencies.mjs')
  await ensureDependencies(rootDir, { onProgress })
  const { ensureBuilt } = await import('./dist-freshness.mjs')
  await ensureBuilt(rootDir, { onProgress })
} catch (error) {
  onProgress(error instanceof Error ? error.message : String(error))
  process.exit(1)
}
const scriptPath = join(rootDir, 'dist', 'clients', 'cli', 'main.js')
process.argv[1] = scriptPath
process.setSourceMapsEnabled(true)
await import(pathToFileURL(scriptPath).href)
