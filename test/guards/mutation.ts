/** One planted fault and the check that has to notice it. */
export interface Mutation {
  readonly name: string
  readonly file: string
  /** Exact text that is there once. */
  readonly find: string
  readonly replace: string
  /** Command that must fail in the mutated copy. */
  readonly check: readonly string[]
  /** The same check, where it is tests: they run in a vitest that is up already. */
  readonly tests?: ChosenTests
  /** What the failing check prints: it must fail for the right reason. */
  readonly expect: RegExp
  /** The check has to win a race to notice it: it is tried a few times. */
  readonly isRace?: boolean
}

/** Tests of one file or folder, below the root. */
export interface ChosenTests {
  readonly path: string
  /** Regular expression that their names match; null = all. */
  readonly pattern: string | null
}

type Check = Pick<Mutation, 'check' | 'tests' | 'expect'>

const vitest = ['node', 'node_modules/vitest/vitest.mjs', 'run']
const withoutPostgres = ['--config', 'test/guards/vitest.guards.config.ts']

/**
 * The one test of a file that must fail. `words` begin its name after its describe blocks; `because` is printed by its
 * failure (an assertion, if nothing else is said), so that code that does not even run proves nothing.
 */
export function failing(path: string, words: string, because = /AssertionError|Property failed/): Check {
  const pattern = words.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return {
    check: [...vitest, ...(needsPostgres(path) ? [] : withoutPostgres), path, '-t', pattern],
    tests: { path, pattern },
    expect: new RegExp(`FAIL [^\\n]*${pattern}[^]*(?:${because.source})`),
  }
}

/** The recorded histories, of which some must not replay. */
export function notReplaying(): Check {
  return {
    check: [...vitest, ...withoutPostgres, 'test/replay'],
    tests: { path: 'test/replay', pattern: null },
    expect: /[Nn]ondeterminism|DeterminismViolation/,
  }
}

export function needsPostgres(path: string): boolean {
  return path.includes('/postgres/') || path.startsWith('test/api/audit-')
}
