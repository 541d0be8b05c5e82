import { expect, test } from 'vitest'
import type { LoginLink } from '../../core/http/http-api.js'
import { startApi } from './api-fixture.js'

test('a one-time link that was used leads a browser to the page that says what to do, and gives programs a status', async () => {
  const api = await startApi()
  const { url } = (await api.post<LoginLink>('/api/v1/login-links')).body
  const open = (accept: string) => fetch(url, { headers: { accept }, redirect: 'manual' })
  const first = await open('text/html,application/xhtml+xml')
  expect([first.status, first.headers.get('location')]).toEqual([303, '/'])
  const second = await open('text/html,application/xhtml+xml')
  expect([second.status, second.headers.get('location')]).toEqual([303, '/#/sign-in/expired'])
  expect(second.headers.get('set-cookie')).toBeNull()
  const told = await open('*/*')
  expect(told.status).toBe(401)
  expect(await told.text()).toContain('npx assetloom status')
})
