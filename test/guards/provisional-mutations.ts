import { failing, type Mutation } from './mutation.js'

const placeholders = 'test/core/provisional/placeholders.test.ts'
const release = 'test/core/bundle/judge-release.test.ts'

export const provisionalMutations: readonly Mutation[] = [
  {
    name: 'a placeholder has the size of one frame of a strip',
    file: 'core/provisional/placeholder-asset.ts',
    find: 'isSound(spec) ? { ...spec.size } : stripSizeOf(spec)',
    replace: '{ ...spec.size }',
    ...failing(placeholders, 'takes the place of its asset'),
  },
  {
    name: 'a policy may approve a release',
    file: 'core/bundle/judge-release.ts',
    find: 'if (decision.reviewer.startsWith(policyPrefix))',
    replace: 'if (decision.reviewer.startsWith("nobody:"))',
    ...failing(release, 'lists by key what is in the way'),
  },
]
