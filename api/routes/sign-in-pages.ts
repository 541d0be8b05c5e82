import express, { type Express, type Request, type Response } from 'express'
import { accessLimits } from '../../core/access/access-limits.js'
import type { KnownUser } from '../../core/access/access-ports.js'
import { localHandle } from '../../core/access/principal.js'
import { secretHash } from '../../core/access/secret-token.js'
import { AssetloomError } from '../../core/errors.js'
import type { ApiContext } from '../api-deps.js'
import type { Auth } from '../auth.js'
import { crossSite, isSameOrigin } from '../request-guards.js'
import type { RequestLimits } from '../request-limits.js'
import { readCookies } from '../session-cookies.js'
import { writeSignInPage } from '../write-sign-in-page.js'

export const invitationPath = '/invitation'
export const signInStartPath = '/sign-in/start'
const callbackPath = '/sign-in/callback'
const awayCookie = 'assetloom_sign_in'
const awayMs = 10 * 60_000
const formBytesMax = 4_096

interface PageDeps {
  readonly context: ApiContext
  readonly auth: Auth
  readonly limits: RequestLimits
}

/** The pages that work without script and without being signed in: one-time links, and the way to the identity provider. */
export function addSignInPages(app: Express, deps: PageDeps): void {
  const router = express.Router()
  router.get('/login', async (request, response) => await openLogin(deps, request, response))
  router.get(invitationPath, async (request, response) => await showInvitation(deps, request, response))
  router.post(
    invitationPath,
    express.urlencoded({ extended: false, limit: formBytesMax }),
    async (request, response) => await acceptInvitation(deps, request, response),
  )
  router.get(signInStartPath, async (request, response) => await goToProvider(deps, request, response))
  router.get(callbackPath, async (request, response) => await comeBack(deps, request, response))
  app.use(router)
}

/** The code of a one-time link; what is given twice or is too long is none. */
function onceOf({ query }: Request): string | undefined {
  const { once } = query
  return typeof once === 'string' && once.length <= 1000 && !once.includes('\0') ? once : undefined
}

/** GET /login?once=CODE: sets the session cookie and leads to the page. */
async function openLogin(
  { auth, context, limits }: PageDeps,
  request: Request,
  response: Response,
): Promise<void> {
  const code = onceOf(request)
  const { mode, provider } = auth.terms
  if (code !== undefined) await limits.refuseGuessing(request)
  if (code !== undefined && request.method === 'GET' && auth.codes.redeem(code)) {
    await context.actAs(
      { actor: localHandle, credential: 'loginLink' },
      async () => await auth.openInstallationSession(request, response),
    )
    return response.redirect(303, '/')
  }
  // A link that is opened twice in the same browser still leads to the page.
  if ((await auth.authenticate(request.headers))?.kind === 'session') return response.redirect(303, '/')
  if (code !== undefined) await limits.noteWrongSecret(request)
  if (code === undefined && mode !== 'local')
    return sendPage(response, 200, {
      title: 'Sign in to Assetloom',
      texts:
        provider === null ? ['Open the link that you were sent. No link? Ask who runs the project.'] : [],
      ...(provider === null
        ? {}
        : { link: { href: signInStartPath, text: `Sign in with ${provider.name}` } }),
    })
  // The page says what to do in its own words; programs get a status.
  if (request.accepts(['text', 'html']) === 'html') return response.redirect(303, '/#/sign-in/expired')
  response
    .status(401)
    .type('text/plain')
    .send('This link was used already or is too old. Get a new one with: npx assetloom status\n')
}

/** Shows who is invited; nothing is used up, because chat programs open links to show a preview. */
async function showInvitation(deps: PageDeps, request: Request, response: Response): Promise<void> {
  const { auth, limits, context } = deps
  await limits.refuseGuessing(request)
  const once = onceOf(request) ?? ''
  const invitation = await context.catalogue.access.invitations.findOpen(secretHash(once))
  if (invitation === null) {
    await limits.noteWrongSecret(request)
    return sendClosed(response)
  }
  if (auth.terms.provider !== null && invitation.userId === null)
    return sendPage(response, 200, {
      title: `Welcome, ${invitation.name}`,
      texts: [`Sign in with ${invitation.email ?? 'the address that you were invited with'}.`],
      link: { href: signInStartPath, text: `Sign in with ${auth.terms.provider.name}` },
    })
  sendPage(response, 200, {
    title: `Welcome, ${invitation.name}`,
    texts: ['This signs this browser in to Assetloom. The link works once.'],
    form: { action: invitationPath, once, button: 'Sign in' },
  })
}

/** POST /invitation: uses the link and signs the browser in, whatever cookie it had before. */
async function acceptInvitation(deps: PageDeps, request: Request, response: Response): Promise<void> {
  const { auth, limits, context } = deps
  // Another site must not sign a browser in as somebody of its choice.
  if (!isSameOrigin(request, auth.origins)) throw crossSite()
  await limits.refuseGuessing(request)
  const given: unknown = (request.body as { once?: unknown } | undefined)?.once
  const { value, ...secret } = auth.newSecret(request)
  const accepted =
    typeof given === 'string' && (auth.terms.provider === null || (await isForKnown(context, given)))
      ? await context.actAs(
          { actor: 'system', credential: 'invitation' },
          async () => await context.catalogue.access.invitations.accept(secretHash(given), secret),
        )
      : null
  if (accepted === null) {
    await limits.noteWrongSecret(request)
    return sendClosed(response)
  }
  auth.cookies.set(request, response, value, accessLimits.sessionMaxMs)
  response.redirect(303, '/')
}

/** With an identity provider, a new person proves itself there; a link alone opens browsers of known people only. */
async function isForKnown({ catalogue }: ApiContext, once: string): Promise<boolean> {
  const invitation = await catalogue.access.invitations.findOpen(secretHash(once))
  return invitation !== null && invitation.userId !== null
}

async function goToProvider({ auth }: PageDeps, request: Request, response: Response): Promise<void> {
  const { provider } = auth.terms
  if (provider === null) return response.redirect(303, '/login')
  const { url, kept } = await provider.begin(callbackUrl(auth, request))
  response.cookie(awayCookie, auth.away.sign(Buffer.from(kept).toString('base64url'), awayMs), {
    // Lax: the provider's site sends the browser back.
    ...{ httpOnly: true, sameSite: 'lax', path: '/sign-in', maxAge: awayMs },
    secure: auth.origins.isSecure(request.headers),
  })
  response.redirect(303, url)
}

async function comeBack(deps: PageDeps, request: Request, response: Response): Promise<void> {
  const { auth, limits, context } = deps
  const { provider } = auth.terms
  if (provider === null) return response.redirect(303, '/login')
  await limits.refuseGuessing(request)
  response.clearCookie(awayCookie, { path: '/sign-in' })
  const kept = readCookies(request.headers.cookie, awayCookie)
    .map((value) => auth.away.read(value))
    .find((text) => text !== null)
  try {
    const user = kept == null ? null : await signIn(deps, request, Buffer.from(kept, 'base64url').toString())
    if (user === null) return sendRefused(response)
    const { value, ...secret } = auth.newSecret(request)
    await context.actAs(
      { actor: user.handle, credential: 'identityProvider' },
      async () => await context.catalogue.access.sessions.open({ ...secret, userId: user.userId }),
    )
    auth.cookies.set(request, response, value, accessLimits.sessionMaxMs)
    response.redirect(303, '/')
  } catch (error) {
    if (!(error instanceof AssetloomError) || error.type !== 'InvalidInput') throw error
    await limits.noteWrongSecret(request)
    context.log('warn', 'a sign-in was refused', { reason: error.message, hint: error.hint })
    sendRefused(response)
  }
}

async function signIn(
  { auth, context }: PageDeps,
  request: Request,
  kept: string,
): Promise<KnownUser | null> {
  const { provider } = auth.terms
  if (provider === null) return null
  const query = new URL(request.originalUrl, 'http://localhost').search
  const person = await provider.finish(`${callbackUrl(auth, request)}${query}`, kept)
  return await context.actAs(
    { actor: 'system', credential: 'identityProvider' },
    async () => await context.catalogue.access.users.ensureOutside(person, provider.mayProvision),
  )
}

function callbackUrl({ terms, origins }: Auth, request: Request): string {
  return `${terms.publicUrl ?? origins.originOf(request.headers)}${callbackPath}`
}

function sendClosed(response: Response): void {
  sendPage(response, 401, {
    title: 'This link does not work',
    texts: ['It was used already, was taken back, or is too old. Ask for a new one.'],
  })
}

function sendRefused(response: Response): void {
  sendPage(response, 403, {
    title: 'You were not signed in',
    texts: [
      'The sign-in took too long, was for another browser, or nobody has let you in here.',
      'Ask an owner of the project to invite your address.',
    ],
    link: { href: signInStartPath, text: 'Try again' },
  })
}

function sendPage(response: Response, status: number, page: Parameters<typeof writeSignInPage>[0]): void {
  // With no-referrer, which all else has, a browser would send its form without saying where it comes from.
  response.set('Referrer-Policy', 'same-origin')
  response.status(status).type('html').send(writeSignInPage(page))
}
