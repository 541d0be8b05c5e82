import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { LocalStack } from '../../clients/cli/local-stack.js'
import { runCli } from '../../clients/cli/program.js'
import { send, startApi, token, type TestApi } from '../api/api-fixture.js'
import { rawRequest, startStudio } from '../api/sign-in-fixture.js'

let home: string
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'assetloom-home-'))
  await mkdir(join(home, 'secrets'))
  await writeFile(join(home, 'secrets', 'api-token'), token)
})
afterEach(async () => await rm(home, { recursive: true }))

/** What `assetloom up` prints of a stack whose API is this one. */
async function up(api: TestApi, ...args: string[]): Promise<string> {
  let out = ''
  const started = {
    ...{ apiUrl: api.url, temporalAddress: '127.0.0.1:7233', temporalUiUrl: null, standInUrl: null },
    ...{ home, owned: true, ended: new Promise<void>(() => undefined), stop: async () => undefined },
  }
  const code = await runCli(['up', '--home', home, ...args], {
    terminal: {
      writeOut: (text) => void (out += text),
      writeErr: () => undefined,
      isInteractive: false,
      columns: () => 80,
    },
    ...{ env: {}, cwd: home, packageRoot: process.cwd(), signal: new AbortController().signal },
    loadLocalStack: async () => ({ start: async () => started }) as unknown as LocalStack,
    loadLocalKeeping: () => Promise.reject(new Error('no home here')),
  })
  expect(code).toBe(0)
  return out
}

test('up prints the loopback link alone where nobody else can come in', async () => {
  const api = await startApi()
  const out = await up(api)
  expect(out).toMatch(/^review page +http:\/\/127\.0\.0\.1:\d+\/login\?once=\S+ /)
  expect(out).not.toMatch(/from elsewhere|for others/)
  expect(JSON.parse(await up(api, '--json'))).toMatchObject({ publicUrl: null })
})

test('up prints the public address, with a link that works there, where people come in', async () => {
  const publicUrl = 'https://art.studio.example'
  const api = await startStudio({}, { publicUrl })
  const out = await up(api)
  expect(out).toMatch(
    /^for others +https:\/\/art\.studio\.example +\(let them in: npx assetloom user invite/m,
  )
  const [, path = ''] = /^from elsewhere +https:\/\/art\.studio\.example(\/login\?once=\S+)/m.exec(out) ?? []
  const answer = await rawRequest(`${api.url}${path}`, { host: 'art.studio.example' })
  expect([answer.status, answer.headers['location']]).toEqual([303, '/'])
  expect(String(answer.headers['set-cookie'])).toContain('Secure')
  expect(JSON.parse(await up(api, '--json'))).toMatchObject({ publicUrl })
  expect((await send(`${api.url}/api/v1/sign-in`)).body).toMatchObject({ mode: 'studio', publicUrl })
})
