/**
 * `npm run guards`: plants one fault at a time in a temporary copy of the working tree and runs the check that has to
 * turn red. A fault that no check notices fails the command.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { mutations, type Mutation } from './mutations.js'

const limitMs = 300_000
const root = process.cwd()

function copyWorkingTree(): string {
  const copy = mkdtempSync(join(tmpdir(), 'assetloom-guards-'))
  const listing = ['ls-files', '--cached', '--others', '--exclude-standard']
  const files = execFileSync('git', listing, { cwd: root, encoding: 'utf8' }).split('\n')
  for (const file of files.filter((path) => path !== '')) {
    mkdirSync(dirname(join(copy, file)), { recursive: true })
    cpSync(join(root, file), join(copy, file))
  }
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
  return copy
}

/** What the check did: `caught`, or why the mutation proves nothing. */
function tryMutation(copy: string, mutation: Mutation): string {
  const path = join(copy, mutation.file)
  const original = readFileSync(path, 'utf8')
  if (original.split(mutation.find).length !== 2)
    return `its text is not there exactly once in ${mutation.file}`
  writeFileSync(
    path,
    original.replace(mutation.find, () => mutation.replace),
  )
  try {
    const [program = '', ...args] = mutation.check
    const result = spawnSync(program, args, { cwd: copy, encoding: 'utf8', timeout: limitMs })
    const output = `${result.stdout}${result.stderr}`
    if (result.status === 0) return 'NOT NOTICED'
    if (!mutation.expect.test(output)) return `failed for another reason:\n${output.slice(-2000)}`
    return 'caught'
  } finally {
    writeFileSync(path, original)
  }
}

const copy = copyWorkingTree()
let missed = 0
try {
  for (const mutation of mutations) {
    const verdict = tryMutation(copy, mutation)
    if (verdict !== 'caught') missed += 1
    process.stdout.write(
      `${verdict === 'caught' ? 'ok  ' : 'FAIL'} ${mutation.name}: ${verdict}, by ${mutation.check.slice(1).join(' ')}\n`,
    )
  }
} finally {
  rmSync(copy, { recursive: true, force: true })
}
process.stdout.write(`${mutations.length - missed} of ${mutations.length} planted faults were noticed\n`)
process.exit(missed === 0 ? 0 : 1)
