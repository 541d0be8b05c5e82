import express, { type Express, type Router } from 'express'
import type { LoginLink } from '../../core/http/http-api.js'
import type { ApiContext } from '../api-deps.js'
import { sessionCookieName, type Auth } from '../auth.js'
import { problem } from '../problem.js'
import { queryText, resource } from '../resource.js'

/** POST /login-links: only who has the token may invite a browser. */
export function addLoginLinkRoutes(router: Router, auth: Auth): void {
  resource(router, '/login-links', {
    post(request, response) {
      if (auth.authenticate(request.headers) !== 'token')
        throw problem(
          403,
          'token-needed',
          'A signed-in browser cannot make links for others.',
          'Use the API token: Authorization: Bearer <token>.',
        )
      const { code, expiresAtMs } = auth.issueCode()
      const answer: LoginLink = {
        url: `http://${request.headers.host}/login?once=${code}`,
        expiresAt: new Date(expiresAtMs).toISOString(),
      }
      response.status(201).json(answer)
    },
  })
}

/** GET /login?once=CODE: sets the session cookie and leads to the page. */
export function addLoginPage(app: Express, auth: Auth, { limits }: ApiContext): void {
  const router = express.Router()
  router.get('/login', (request, response) => {
    const isCodeGood = request.method === 'GET' && auth.redeemCode(queryText(request, 'once') ?? '')
    // A link that is opened twice in the same browser still leads to the page.
    if (!isCodeGood && auth.authenticate(request.headers) !== 'session') {
      response
        .status(401)
        .type('text/plain')
        .send('This link was used already or is too old. Get a new one with: npx assetloom status\n')
      return
    }
    if (isCodeGood)
      response.cookie(sessionCookieName, auth.issueSession(), {
        httpOnly: true,
        sameSite: 'strict',
        path: '/',
        maxAge: limits.sessionTtlMs,
      })
    response.redirect(303, '/')
  })
  app.use(router)
}
