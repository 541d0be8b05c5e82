/**
 * A vitest that stays up between the checks of one lane of `npm run guards`, in the lane's copy of the tree: what no
 * fault changed is not transformed again. The tests of every check still run in a process of their own.
 */
import { join, relative } from 'node:path'
import { Writable } from 'node:stream'
import { inspect } from 'node:util'
import type { ProvidedContext } from 'vitest'
import { createVitest, type TestModule, type Vitest } from 'vitest/node'
import type { ChosenTests } from './mutation.js'

export interface WarmCheck {
  readonly tests: ChosenTests
  /** The file that was changed, below the root. */
  readonly changed: string
}

export interface WarmVerdict {
  readonly failed: boolean
  /** Which tests failed, with their errors; of a command: what it printed. */
  readonly output: string
}

const causesMax = 5
const provide = JSON.parse(process.argv[2] ?? '{}') as Partial<ProvidedContext>
const starting = startVitest()

async function startVitest(): Promise<Vitest> {
  const options = {
    config: 'test/guards/vitest.guards.config.ts',
    // A watcher of the copy would run tests by itself.
    watch: false,
    provide: provide as ProvidedContext,
    // What failed is told below, and what programs under test print is of no interest.
    reporters: [{}],
  }
  const nowhere = () => new Writable({ write: (_chunk, _encoding, callback) => callback() })
  const vitest = await createVitest('test', options, {}, { stdout: nowhere(), stderr: nowhere() })
  await vitest.standalone()
  return vitest
}

/** Throws when nothing in the tree has this path. */
async function check({ tests, changed }: WarmCheck): Promise<WarmVerdict> {
  const vitest = await starting
  const changedPath = join(process.cwd(), changed)
  vitest.invalidateFile(changedPath)
  if (tests.pattern === null) vitest.resetGlobalTestNamePattern()
  else vitest.setGlobalTestNamePattern(tests.pattern)
  const chosen = await vitest.globTestSpecifications([tests.path])
  if (chosen.length === 0) throw new Error(`no test file is ${tests.path}`)
  const { testModules, unhandledErrors } = await vitest.runTestSpecifications(chosen)
  vitest.invalidateFile(changedPath)
  // Modules of the checks before this one are kept, too.
  const ids = new Set(chosen.map(({ moduleId }) => moduleId))
  const failed = testModules.filter((module) => ids.has(module.moduleId) && !module.ok())
  return {
    failed: failed.length > 0 || unhandledErrors.length > 0,
    output: [...failed.flatMap(describeModule), ...unhandledErrors.flatMap(describeError)].join('\n'),
  }
}

/** `FAIL file > describe > test` and what was wrong, for each failed test. */
function describeModule(module: TestModule): string[] {
  const file = relative(process.cwd(), module.moduleId)
  const lines = module.errors().flatMap((error) => [`FAIL ${file}`, ...describeError(error)])
  for (const suite of module.children.allSuites())
    lines.push(
      ...suite.errors().flatMap((error) => [`FAIL ${file} > ${suite.fullName}`, ...describeError(error)]),
    )
  for (const test of module.children.allTests('failed'))
    lines.push(`FAIL ${file} > ${test.fullName}`, ...(test.result().errors ?? []).flatMap(describeError))
  return lines
}

/** An error and its causes, which may be of any form. */
function describeError(thrown: unknown): string[] {
  const lines: string[] = []
  let error = thrown as Partial<Error> | undefined
  for (let depth = 0; error !== undefined && depth < causesMax; depth++) {
    lines.push(`${error.name ?? 'Error'}: ${error.message ?? inspect(thrown)}`, error.stack ?? '')
    error = error.cause as Partial<Error> | undefined
  }
  return lines
}

process.on('message', (message) => {
  check(message as WarmCheck).then(
    (verdict) => process.send!(verdict),
    // Nothing ran, so that nothing was noticed.
    (error: unknown) => process.send!({ failed: false, output: String(error) } satisfies WarmVerdict),
  )
})
// The run of the guards ended, however that was.
process.on('disconnect', () => process.exit(0))
