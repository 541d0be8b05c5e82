import { failing, type Mutation } from './mutation.js'

const twoTenants = 'test/api/two-tenants.test.ts'

/** Faults in who may do what, and in what others are told. */
export const accessMutations: readonly Mutation[] = [
  {
    name: 'a project is shown to who is no member of it',
    file: 'api/scope-gate.ts',
    find: '  if (role === null) throw notFound(what)\n',
    replace: '  if (role === null) return\n',
    ...failing(twoTenants, "says of another team's that it is not there"),
  },
  {
    name: 'a viewer may do what an owner may',
    file: 'api/scope-gate.ts',
    find: 'if (!isAtLeast(role, needed)) throw tooLow(role, needed)',
    replace: "if (what === '') throw tooLow(role, needed)",
    ...failing(twoTenants, 'refuses the role below the one that it asks for'),
  },
  {
    name: 'a key does as much as its maker',
    file: 'core/access/principal.ts',
    find: '  return roles.indexOf(own) <= roles.indexOf(principal.roleMax) ? own : principal.roleMax\n',
    replace: '  return own\n',
    ...failing('test/api/api-keys.test.ts', 'is shown once, works in its project alone'),
  },
  {
    name: 'a deeply nested body is parsed',
    file: 'api/body-depth.ts',
    find: 'const depthMax = 64',
    replace: 'const depthMax = 1_000_000',
    ...failing('test/api/request-limits.test.ts', 'of nesting refuse a body before it is parsed'),
  },
  {
    name: 'a change of what somebody else changed is taken',
    file: 'api/entity-tag.ts',
    find: 'if (version !== null && namesTag(header, `"${version}"`)) return',
    replace: 'if (version !== null) return',
    ...failing('test/api/bundle-kinds.test.ts', 'are kept by name with a version'),
  },
  {
    name: 'one person signs for two',
    file: 'core/review/find-refusal.ts',
    find: '    if (!hasSigned) return null\n',
    replace: '    if (signOffs.length >= 0) return null\n',
    ...failing(
      'test/core/review/move-by-marks.test.ts',
      'is what approves; before, the variant is undecided',
    ),
  },
  {
    name: 'the signature of a webhook leaves the body out',
    file: 'adapters/webhooks/sign-webhook.ts',
    find: '.update(signed)',
    replace: '.update(signed.slice(0, 8))',
    ...failing('test/adapters/webhooks/post-webhook.test.ts', 'is the one of the specification'),
  },
]
