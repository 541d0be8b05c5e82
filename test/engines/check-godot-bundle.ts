// npx tsx test/engines/check-godot-bundle.ts DIR: loads the twin of any Godot bundle in a headless Godot 3; exit code 1
// when it is wrong, 3 when no engine is there.
import { resolve } from 'node:path'
import { compareBundleInGodot } from './compare-bundle-in-godot.js'
import { findGodot, godotMissing } from './find-godot.js'

const dir = process.argv[2]
if (dir === undefined) {
  process.stderr.write('usage: npx tsx test/engines/check-godot-bundle.ts DIR\n')
  process.exit(2)
}
const engine = findGodot()
if (engine === null) {
  process.stderr.write(`${godotMissing}\n`)
  process.exit(3)
}
const comparison = await compareBundleInGodot(resolve(dir), engine)
process.stdout.write(`${JSON.stringify(comparison, null, 2)}\n`)
process.exitCode = comparison.problems.length === 0 && comparison.exact === comparison.frames ? 0 : 1
