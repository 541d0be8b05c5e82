import { beforeEach, describe, expect, test } from 'vitest'
import { send, type TestApi } from '../api/api-fixture.js'
import { cookieOf, startStudio, useInvitation } from '../api/sign-in-fixture.js'
import { callCli } from './call-cli.js'

let api: TestApi
let projectId: string
beforeEach(async () => {
  api = await startStudio({ limits: { wrongSecretsPerMinute: 1_000 } })
  projectId = (await api.catalogue.projects.ensure({ key: 'desert', name: 'Desert' })).projectId
})

const cli = async (...args: string[]) => await callCli(api, '/', args)
const json = async <T>(...args: string[]): Promise<T> => JSON.parse((await cli(...args, '--json')).out) as T
const useLink = async (link: string) =>
  cookieOf(await useInvitation(api, link.trim(), { 'user-agent': 'Mozilla/5.0 Firefox/140.0' }))
const isIn = async (cookie: string) =>
  (await send(`${api.url}/api/v1/me`, { headers: { cookie } })).status === 200

/** A person who came by the link that the command printed. */
async function invite(name: string, ...more: string[]): Promise<string> {
  const { code, out, err } = await cli('user', 'invite', name, '--project', 'desert', ...more)
  expect([code, err]).toEqual([0, expect.stringContaining('not shown again')])
  return await useLink(out)
}

describe('assetloom user', () => {
  test('invites a person by a link that works once, with the role that was said', async () => {
    const { out } = await cli('user', 'invite', 'Ada', '--project', 'desert', '--role', 'editor')
    expect(out).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/invitation\?once=\S+\n$/)
    expect(await isIn(await useLink(out))).toBe(true)
    expect(await isIn(await useLink(out))).toBe(false)
    const listed = await cli('user', 'list', '--project', 'desert')
    expect([listed.code, listed.out]).toEqual([0, 'ada  editor  Ada\n'])
  })

  test('shuts a person out, lets them in again, and makes a link for another browser', async () => {
    const first = await invite('Bo', '--handle', 'bo-the-artist')
    const out = await cli('user', 'disable', 'bo-the-artist')
    expect([out.code, out.out, await isIn(first)]).toEqual([0, 'bo-the-artist is shut out\n', false])
    expect((await cli('user', 'enable', 'bo-the-artist')).out).toBe('bo-the-artist may come in\n')
    const link = await cli('user', 'link', 'bo-the-artist')
    expect(await isIn(await useLink(link.out))).toBe(true)
  })

  test('says what is wrong with a role, a project, a time and a person', async () => {
    const wrong = [
      [2, 'Roles: viewer, reviewer, editor, owner', 'user invite Ada --project desert --role boss'],
      [2, 'whole number from 1 to 168', 'user invite Ada --project desert --hours 1000'],
      [2, '--project', 'user invite Ada'],
      [2, '"De sert" is not a project key', 'user list --project De_sert'],
      [3, 'There is no project "forest"', 'user list --project forest'],
      [3, 'no such', 'user disable nobody'],
    ] as const
    for (const [code, text, line] of wrong) {
      const answer = await cli(...line.split(' ').map((word) => word.replace('_', ' ')))
      expect([answer.code, answer.out], line).toEqual([code, ''])
      expect(answer.err, line).toContain(text)
    }
  })
})

describe('assetloom key', () => {
  test('makes a key that works in its project, shows it once, and revokes it', async () => {
    const made = await cli('key', 'create', 'ci', '--project', 'desert', '--role', 'viewer', '--days', '7')
    expect([made.code, made.out]).toEqual([0, expect.stringMatching(/^alk_\S+\n$/)])
    expect(made.err).toContain('not shown again')
    const headers = { authorization: `Bearer ${made.out.trim()}` }
    const runs = async () => (await send(`${api.url}/api/v1/runs?projectId=${projectId}`, { headers })).status
    expect(await runs()).toBe(200)
    const listed = await cli('key', 'list', '--project', 'desert')
    const [keyId = ''] = listed.out.split(' ')
    expect(listed.out).toMatch(/^key_\S+ {2}ci {2}alk_\S+\.\.\. {2}viewer {2}until \S+ {2}used \S+\n$/)
    expect(listed.out).not.toContain(made.out.trim())
    const revoked = await cli('key', 'revoke', keyId, '--project', 'desert')
    expect([revoked.code, revoked.out, await runs()]).toEqual([0, `${keyId} works no more\n`, 401])
    expect((await cli('key', 'list', '--project', 'desert')).out).toContain('revoked')
  })

  test('says what is wrong with its time, and that a key is not there', async () => {
    const late = await cli('key', 'create', 'ci', '--project', 'desert', '--days', '400')
    expect([late.code, late.err]).toEqual([2, expect.stringContaining('whole number from 1 to 365')])
    const id = 'key_00000000-0000-7000-8000-000000000001'
    expect((await cli('key', 'revoke', id, '--project', 'desert')).code).toBe(3)
  })
})

describe('assetloom session', () => {
  test('lists the browsers of a person and signs one of them out', async () => {
    const cookie = await invite('Ada')
    const other = await useLink((await cli('user', 'link', 'ada')).out)
    const listed = await cli('session', 'list', '--of', 'ada')
    expect(listed.out.trimEnd().split('\n')).toHaveLength(2)
    const { body } = await send<{ sessionId: string }>(`${api.url}/api/v1/me`, { headers: { cookie: other } })
    const line = listed.out.split('\n').find((one) => one.startsWith(body.sessionId))
    expect(line).toMatch(/ {2}ada {2}Firefox.* {2}used \S+ {2}until \S+$/)
    const revoked = await cli('session', 'revoke', body.sessionId)
    expect([revoked.code, revoked.out]).toEqual([0, `${body.sessionId} is signed out\n`])
    expect([await isIn(cookie), await isIn(other)]).toEqual([true, false])
    const { sessions } = await json<{ sessions: { handle: string }[] }>('session', 'list', '--of', 'ada')
    expect(sessions).toMatchObject([{ handle: 'ada' }])
  })

  test('says that nobody is signed in, and that a browser or a person is not there', async () => {
    const none = await cli('session', 'list')
    expect([none.code, none.out, none.err]).toEqual([0, '', 'No browser is signed in.\n'])
    expect((await cli('session', 'list', '--of', 'nobody')).code).toBe(3)
    const id = 'ses_00000000-0000-7000-8000-000000000001'
    const gone = await cli('session', 'revoke', id)
    expect([gone.code, gone.err]).toEqual([3, expect.stringContaining('no such session')])
  })
})

describe('assetloom audit', () => {
  const did = async (actor: string, action: string, of: string | null, details: object = {}) =>
    await api.catalogue.audit.append({
      ...{ projectId: of, actor, credential: 'session', action, subjectKind: 'member' },
      ...{ subjectId: `usr_${actor}`, details: { ...details }, requestId: null },
    })

  test('tells who did what, newest first, of one person, action and project', async () => {
    await did('ada', 'member.added', projectId, { role: 'editor', credentialId: 'ses_1' })
    await did('bo', 'decision.reject', projectId, { reason: 'too dark', variants: [{ verdict: 'rejected' }] })
    await did('ada', 'user.changed', null, { name: 'x'.repeat(100) })
    const all = await cli('audit')
    const lines = all.out.trimEnd().split('\n')
    expect(lines.map((line) => line.split(/ {2,}/)[3])).toEqual([
      'user.changed',
      'decision.reject',
      'member.added',
    ])
    expect(lines[0]).toMatch(/^\S+ {2}ada {2}session .* name=x+\.\.\.$/)
    expect(lines[1]).toContain('reason=too dark variants=[{"verdict":"rejected"}]')
    expect(lines[2]).toMatch(/ role=editor$/)
    const linesOf = async (...args: string[]) => (await cli('audit', ...args)).out.split('\n').length - 1
    expect(await linesOf('--who', 'ada')).toBe(2)
    expect(await linesOf('--project', 'desert')).toBe(2)
    expect(await linesOf('--project', 'desert', '--who', 'ada')).toBe(1)
    expect(await linesOf('--action', 'decision')).toBe(1)
    const { entries } = await json<{ entries: object[] }>('audit', '--who', 'bo')
    expect(entries).toMatchObject([{ actor: 'bo', details: { reason: 'too dark' } }])
  })

  test('goes through pages up to its limit, and says that there are older ones', async () => {
    for (let count = 0; count < 520; count++) await did('ada', 'member.added', projectId)
    const some = await cli('audit', '--limit', '510')
    expect(some.out.trimEnd().split('\n')).toHaveLength(510)
    expect(some.err).toBe('There are older ones: --limit 5100\n')
    const none = await cli('audit', '--who', 'nobody')
    expect([none.code, none.out, none.err]).toEqual([0, '', 'Nothing like that was done.\n'])
    expect((await cli('audit', '--limit', '0')).code).toBe(2)
    expect((await cli('audit', '--project', 'forest')).code).toBe(3)
  })
})
