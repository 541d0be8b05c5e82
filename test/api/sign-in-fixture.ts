import { request } from 'node:http'
import type { Role } from '../../core/access/principal.js'
import { localSignIn, type SignInTerms } from '../../core/access/sign-in-ports.js'
import { send, startApi, type Answer, type TestApi } from './api-fixture.js'

export const studio: SignInTerms = { ...localSignIn, mode: 'studio' }

/** Somebody with a signed-in browser. */
export interface Person {
  readonly handle: string
  readonly cookie: string
  get<T>(path: string): Promise<Answer<T>>
  send<T>(method: string, path: string, body?: unknown): Promise<Answer<T>>
}

export interface InvitationLink {
  readonly invitation: { readonly invitationId: string; readonly expiresAt: string }
  readonly url: string
}

type Options = NonNullable<Parameters<typeof startApi>[0]>

/** An API in studio mode. */
export async function startStudio(
  options: Options = {},
  signIn: Partial<SignInTerms> = {},
): Promise<TestApi> {
  return await startApi({ ...options, deps: { signIn: { ...studio, ...signIn }, ...options.deps } })
}

/** An answer to a request whose headers fetch would not let a test choose. */
export function rawRequest(
  url: string,
  headers: Record<string, string>,
  { method = 'GET', body }: { method?: string; body?: string } = {},
): Promise<{ status: number; headers: Record<string, string | string[] | undefined>; body: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers }, (response) => {
      let text = ''
      response.on('data', (chunk: Buffer) => (text += chunk.toString()))
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }),
      )
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

/** Opens the link of an invitation as a browser does: the page, then its button. */
export async function useInvitation(
  api: TestApi,
  url: string,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const once = new URL(url).searchParams.get('once') ?? ''
  return await send(`${api.url}/invitation`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', origin: api.url, ...headers },
    body: new URLSearchParams({ once }).toString(),
  })
}

export const cookieOf = (answer: Answer): string =>
  (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? ''

export function personWith(api: TestApi, handle: string, cookie: string): Person {
  const call = async <T>(method: string, path: string, body?: unknown) =>
    await send<T>(`${api.url}/api/v1${path}`, {
      method,
      headers: { cookie, origin: api.url, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  return { handle, cookie, get: (path) => call('GET', path), send: call }
}

/** A new person with a role in a project, who came by a link. */
export async function join(api: TestApi, projectId: string, role: Role, handle: string): Promise<Person> {
  const body = { name: handle, handle, projectId, role }
  const { body: link } = await api.post<InvitationLink>('/api/v1/invitations', body)
  return personWith(api, handle, cookieOf(await useInvitation(api, link.url)))
}
