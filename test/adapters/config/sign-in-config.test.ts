import { describe, expect, it } from 'vitest'
import { loadConfig } from '../../../adapters/config/load-config.js'

const signInOf = (env: Record<string, string>) => loadConfig(env, '/tmp').signIn
const studio = { ASSETLOOM_SIGN_IN: 'studio' }

describe('where the API listens and who may come in', () => {
  it('is loopback and the person at the machine unless something else is said', () => {
    expect(signInOf({})).toEqual({
      ...{ mode: 'local', host: '127.0.0.1', publicUrl: null, tls: null, trustedProxies: [], oidc: null },
    })
  })

  it('refuses an address that others reach without sign-in, with the ways out', () => {
    for (const host of ['0.0.0.0', '::', '10.0.0.5'])
      expect(() => signInOf({ ASSETLOOM_HOST: host })).toThrow(
        expect.objectContaining({
          message: expect.stringContaining('no sign-in is configured'),
          hint: expect.stringMatching(/ssh -L.*ASSETLOOM_SIGN_IN=studio.*ASSETLOOM_SIGN_IN=server/),
        }),
      )
    expect(() => signInOf({ ASSETLOOM_PUBLIC_URL: 'https://art.example' })).toThrow('local')
  })

  it('refuses sign-in over a way that others can read', () => {
    const open = { ...studio, ASSETLOOM_HOST: '0.0.0.0' }
    const http = { ...open, ASSETLOOM_PUBLIC_URL: 'http://art.example' }
    for (const env of [open, http, { ...http, ASSETLOOM_VPN_ONLY: 'no' }])
      expect(() => signInOf(env)).toThrow(
        expect.objectContaining({
          hint: expect.stringMatching(/https:.*ASSETLOOM_TLS_CERT.*ASSETLOOM_VPN_ONLY/),
        }),
      )
    const behindProxy = { ...open, ASSETLOOM_PUBLIC_URL: 'https://art.example/' }
    expect(signInOf(behindProxy).publicUrl).toBe('https://art.example')
    expect(signInOf({ ...http, ASSETLOOM_VPN_ONLY: 'yes' }).publicUrl).toBe('http://art.example')
    expect(() => signInOf({ ...open, ASSETLOOM_VPN_ONLY: 'yes' })).toThrow('under which name')
  })

  it('knows what people open where it can: the address and port of TLS or of plain HTTP', () => {
    const tls = { ASSETLOOM_TLS_CERT: 'c.pem', ASSETLOOM_TLS_KEY: 'k.pem' }
    const env = { ...studio, ASSETLOOM_HOST: '10.0.0.5' }
    expect(signInOf({ ...env, ...tls }).publicUrl).toBe('https://10.0.0.5:7443')
    expect(signInOf({ ...env, ASSETLOOM_VPN_ONLY: 'yes' }).publicUrl).toBe('http://10.0.0.5:7430')
    expect(() => signInOf({ ...env, ASSETLOOM_TLS_CERT: 'c.pem' })).toThrow('ASSETLOOM_TLS_KEY is not set')
  })

  it('reads what the identity provider says of groups, and says what is missing', () => {
    const server = { ASSETLOOM_SIGN_IN: 'server', OIDC_CLIENT_ID: 'assetloom' }
    expect(() => signInOf(server)).toThrow('OIDC_ISSUER is not set')
    const issuer = { ...server, OIDC_ISSUER: 'https://id.example' }
    expect(
      signInOf({ ...issuer, OIDC_GROUP_ROLES: 'a=b=desert:reviewer, leads=*:owner' }).oidc,
    ).toMatchObject({
      audience: 'assetloom',
      mayProvision: false,
      groupRoles: [
        { group: 'a=b', projectKey: 'desert', role: 'reviewer' },
        { group: 'leads', projectKey: null, role: 'owner' },
      ],
    })
    for (const [name, value] of [
      ['OIDC_GROUP_ROLES', 'leads=*:editor'],
      ['OIDC_GROUP_ROLES', 'leads=desert:king'],
      ['OIDC_ISSUER', 'http://id.example'],
      ['ASSETLOOM_TRUSTED_PROXIES', '10.0.0.0/33'],
      ['ASSETLOOM_TRUSTED_PROXIES', 'proxy.example'],
      ['ASSETLOOM_PUBLIC_URL', 'https://art.example/page'],
      ['ASSETLOOM_HOST', 'localhost'],
    ] as const)
      expect(() => signInOf({ ...issuer, [name]: value }), value).toThrow(name)
  })
})
