/** One planted fault and the check that has to notice it. */
export interface Mutation {
  readonly name: string
  readonly file: string
  /** Exact text that is there once. */
  readonly find: string
  readonly replace: string
  /** Command that must fail in the mutated copy. */
  readonly check: readonly string[]
  /** Words that the failing check prints: it must fail for the right reason. */
  readonly expect: RegExp
}

const rooms = [
  'npx',
  'depcruise',
  '--config',
  '.dependency-cruiser.cjs',
  'core',
  'workflows',
  'activities',
  'adapters',
  'api',
]
const lint = ['npx', 'oxlint', '--type-aware', '--deny-warnings', 'workflows']
const tests = (...paths: string[]) => ['npx', 'vitest', 'run', ...paths]

export const mutations: readonly Mutation[] = [
  {
    name: 'core reads a file',
    file: 'core/hash.ts',
    find: "import { sha256 } from '@noble/hashes/sha2.js'",
    replace: "import 'node:fs'\nimport { sha256 } from '@noble/hashes/sha2.js'",
    check: rooms,
    expect: /core-is-pure/,
  },
  {
    name: 'a workflow reaches into an adapter',
    file: 'workflows/atlas-run.ts',
    find: "import { proxyActivities } from '@temporalio/workflow'",
    replace:
      "import { proxyActivities } from '@temporalio/workflow'\nimport '../adapters/temporal/run-periodically.js'",
    check: rooms,
    expect: /workflows-see-no-edges/,
  },
  {
    name: 'an activity is not awaited',
    file: 'workflows/asset-run.ts',
    find: 'await orchestrate.recordDecision({',
    replace: 'orchestrate.recordDecision({',
    check: lint,
    expect: /no-floating-promises/,
  },
  {
    name: 'a workflow step is added without a patch',
    file: 'workflows/asset-run.ts',
    find: '    await reserveGeneration({ ...this.scope, jobs })',
    replace:
      '    await orchestrate.releaseGeneration(this.scope)\n    await reserveGeneration({ ...this.scope, jobs })',
    check: tests('test/replay'),
    expect: /[Nn]ondeterminism|DeterminismViolation/,
  },
  {
    name: 'a stale version is accepted',
    file: 'core/review/judge-decision.ts',
    find: 'if (variant.version !== message.expectedVersion)',
    replace: 'if (variant.version < 0)',
    check: tests('test/core/review'),
    expect: /stale version/,
  },
]
