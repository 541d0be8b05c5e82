import { useQuery } from '@tanstack/preact-query'
import { useEffect } from 'preact/hooks'
import { useApp } from '../app/app-context.js'
import { readJson } from '../app/send-json.js'

interface SignInWays {
  readonly mode: 'local' | 'studio' | 'server'
  /** Name of the identity provider. */
  readonly provider: string | null
  readonly startUrl: string | null
}

const reasons: Readonly<Record<string, string>> = {
  'signed-out': 'You are signed out in this browser.',
  expired: 'That link was used already, or is too old.',
  refused: 'You were not signed in: it took too long, or nobody has let you in here.',
}

/** How to come in, for whoever is not. */
export function SignInPage({ why }: { readonly why: string | null }) {
  const { client } = useApp()
  const { data } = useQuery({
    queryKey: ['sign-in'],
    // A server without that path is signed in to from its own machine.
    queryFn: () =>
      readJson<SignInWays>(client, '/sign-in').catch((): SignInWays => ({
        mode: 'local',
        provider: null,
        startUrl: null,
      })),
  })
  useEffect(() => {
    document.title = 'Sign in - Assetloom'
  }, [])
  const reason = why === null ? undefined : reasons[why]
  return (
    <main class="page-body">
      <div class="empty sign-in">
        <h1>Sign in to Assetloom</h1>
        {reason === undefined ? null : <p role="status">{reason}</p>}
        {data === undefined ? <p class="dim">Asking the server …</p> : <Ways ways={data} />}
      </div>
    </main>
  )
}

function Ways({ ways }: { readonly ways: SignInWays }) {
  if (ways.mode === 'server' && ways.startUrl !== null)
    return (
      <>
        <p>
          <a class="button primary verb" href={ways.startUrl}>
            Sign in with {ways.provider ?? 'your account'}
          </a>
        </p>
        <p class="dim">Not let in? Ask an owner of the project to invite your address.</p>
      </>
    )
  if (ways.mode === 'local')
    return (
      <>
        <p>Open the one-time link that Assetloom prints when it starts. A new one, at its machine:</p>
        <pre>npx assetloom status</pre>
        <p class="dim">A link works once, and only for a few minutes.</p>
      </>
    )
  return (
    <>
      <p>Open the link that you were sent. It works once, in one browser.</p>
      <p class="dim">
        Used already, too old, or on another machine? Ask an owner of your project for a new one: under
        Settings, Members.
      </p>
    </>
  )
}
