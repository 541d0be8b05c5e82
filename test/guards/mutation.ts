/** One planted fault and the check that has to notice it. */
export interface Mutation {
  readonly name: string
  readonly file: string
  /** Exact text that is there once. */
  readonly find: string
  readonly replace: string
  /** Command that must fail in the mutated copy. */
  readonly check: readonly string[]
  /** What the failing check prints: it must fail for the right reason. */
  readonly expect: RegExp
  /** The check has to win a race to notice it: it is tried a few times. */
  readonly isRace?: boolean
}

type Check = Pick<Mutation, 'check' | 'expect'>

const vitest = ['node', 'node_modules/vitest/vitest.mjs', 'run']
const withoutPostgres = ['--config', 'test/guards/vitest.guards.config.ts']

/**
 * The one test of a file that must fail. `words` begin its name after its describe blocks; `because` is printed by its
 * failure (an assertion, if nothing else is said), so that code that does not even run proves nothing.
 */
export function failing(path: string, words: string, because = /AssertionError|Property failed/): Check {
  const pattern = words.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return {
    check: [...vitest, ...(path.includes('/postgres/') ? [] : withoutPostgres), path, '-t', pattern],
    expect: new RegExp(`FAIL [^\\n]*${pattern}[^]*(?:${because.source})`),
  }
}
