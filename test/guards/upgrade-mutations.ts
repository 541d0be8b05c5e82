import { failing, type Mutation } from './mutation.js'

const upgrade = 'test/infra/upgrade.test.ts'

const outdated = failing(upgrade, 'a stack that was started with another build')
/** Only a clone that is built has a build of its own to compare with; the copy is left as it was. */
const outdatedCommand = [
  'node infra/dev/build.mjs',
  outdated.check.map((word) => `'${word}'`).join(' '),
].join(' && ')

/** Faults that would let a new version break what is open, or hide that it does. */
export const upgradeMutations: readonly Mutation[] = [
  {
    name: 'the gate before an upgrade lets every build through',
    file: 'workers/replay-histories.ts',
    find: 'if (error) broken.push(',
    replace: "if (error && workflowId === '') broken.push(",
    ...failing('test/workers/replay-histories.test.ts', 'names the workflow and the event'),
  },
  {
    name: 'the gate before an upgrade is silenced by a line of a library',
    file: 'infra/dev/check-upgrade.ts',
    find: 'parseReport(lastLine(out))',
    replace: 'parseReport(out)',
    ...failing('test/infra/check-upgrade.test.ts', 'may be talked over', /could not be replayed/),
  },
  {
    name: 'the gate before an upgrade does not say why it broke down',
    file: 'infra/dev/check-upgrade.ts',
    find: 'rest.trim(), out.slice(-saidCharsMax).trim()]',
    replace: ']',
    ...failing('test/infra/check-upgrade.test.ts', 'is heard to the last word'),
  },
  {
    name: 'a home of an older PostgreSQL is begun anew beside it',
    file: 'infra/dev/postgres-data.ts',
    find: '    if (found !== null) throw otherMajor(beside, found, wanted)\n',
    replace: '',
    ...failing(upgrade, 'a home whose catalogue an older PostgreSQL made'),
  },
  {
    name: 'a review is judged by the first rules, whichever it began with',
    file: 'core/review/judge-decision.ts',
    find: '|| state.rules === 1',
    replace: '|| state.rules !== undefined',
    ...failing('test/core/review/judge-decision.test.ts', 'keeps a pick when a sibling'),
  },
  {
    name: 'a stack of an older build does not say so',
    file: 'infra/dev/stack.ts',
    find: 'build !== undefined && build !== present',
    replace: 'build === present',
    check: ['sh', '-c', `${outdatedCommand}; code=$?; rm -rf dist; exit $code`],
    expect: outdated.expect,
  },
]
