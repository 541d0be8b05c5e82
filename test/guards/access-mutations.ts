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
  {
    name: 'the audit log does not say by which request',
    file: 'api/request-guards.ts',
    find: "      ...(typeof requestId === 'string' ? { requestId } : {}),\n",
    replace: '',
    ...failing('test/api/audit-of-changes.test.ts', 'tells who did what on what'),
  },
  {
    name: 'a stream goes on after a sign-out until its next look',
    file: 'adapters/postgres/event-listener.ts',
    find: '    if (channel === accessChannel) onAccess()\n',
    replace: '',
    ...failing('test/adapters/postgres/event-listener.test.ts', 'hears when somebody may see less'),
  },
  {
    name: 'others come in without TLS',
    file: 'api/open-servers.ts',
    find: 'await open(createSecureServer(app, tls), host, tls.port)',
    replace: 'await open(createServer(timeouts, app), host, tls.port)',
    ...failing(
      'test/api/open-servers.test.ts',
      'speak TLS to others',
      /AssertionError|wrong version number|EPROTO/,
    ),
  },
]
