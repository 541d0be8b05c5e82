// npx tsx test/engines/check-pixi-bundle.ts DIR: checks any pixi bundle by drawing it; exit code 1 when it is wrong.
import { resolve } from 'node:path'
import { compareBundleInPixi } from './compare-bundle-in-pixi.js'

const dir = process.argv[2]
if (dir === undefined) {
  process.stderr.write('usage: npx tsx test/engines/check-pixi-bundle.ts DIR\n')
  process.exit(2)
}
const comparison = await compareBundleInPixi(resolve(dir))
process.stdout.write(`${JSON.stringify(comparison, null, 2)}\n`)
process.exitCode = comparison.problems.length === 0 ? 0 : 1
