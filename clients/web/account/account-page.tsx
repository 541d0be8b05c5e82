import { useQuery } from '@tanstack/preact-query'
import { useEffect } from 'preact/hooks'
import type { SessionRow } from '../../../core/access/access-ports.js'
import { useApp } from '../app/app-context.js'
import { PageHead } from '../app/page-head.js'
import { FailureNotice } from '../base/failure-notice.js'
import { switchShortcuts, useShortcutSetting } from '../base/shortcut-setting.js'
import { TimeAgo } from '../base/time-ago.js'
import { settingsHash } from '../read-route.js'
import { PartState } from '../settings/part-state.js'
import { useChange, useResource } from '../settings/use-resource.js'
import { signOut } from './sign-out.js'
import { useMe, type Me } from './use-me.js'

type Session = Omit<SessionRow, 'userId'> & { readonly current?: boolean; readonly isCurrent?: boolean }

const sessionsPath = '/sessions'

/** Who one is, where one is signed in, and settings of this browser. */
export function AccountPage() {
  const { client } = useApp()
  const { me } = useMe()
  const areKeysOn = useShortcutSetting()
  useEffect(() => {
    document.title = 'Account - Assetloom'
  }, [])
  return (
    <>
      <PageHead title="Account" />
      <main class="page-body settings">
        <WhoAmI me={me} />
        <h2 class="group-title">Signed-in browsers</h2>
        <Sessions mode={me?.mode ?? 'local'} />
        {me === null || me.mode === 'local' ? null : (
          <p>
            <button type="button" onClick={() => signOut(client)}>
              Sign out here
            </button>
          </p>
        )}
        <h2 class="group-title">This browser</h2>
        <label class="check">
          <input
            type="checkbox"
            checked={areKeysOn}
            onChange={(event) => switchShortcuts(event.currentTarget.checked)}
          />
          Single keys do something
        </label>
        <h2 class="group-title">Projects</h2>
        <Projects me={me} />
      </main>
    </>
  )
}

function WhoAmI({ me }: { readonly me: Me | null }) {
  if (me === null) return <p class="dim">This server does not tell who you are.</p>
  if (me.mode === 'local')
    return <p>You are the person at this machine ({me.handle}): everything here is yours.</p>
  return (
    <p>
      <strong>{me.name}</strong> <span class="dim">{me.handle}</span>
      {me.isInstallationOwner ? ' · owner of this installation' : ''}
    </p>
  )
}

function Sessions({ mode }: { readonly mode: Me['mode'] }) {
  const sessions = useResource<{ readonly sessions: readonly Session[] }>(sessionsPath)
  const { send, failure } = useChange([sessionsPath])
  return (
    <PartState of={sessions} what="sessions">
      {({ sessions: rows }) => (
        <div class="settings-list">
          {failure === null ? null : <FailureNotice failure={failure} />}
          {rows.length === 0 ? (
            <p class="dim">
              {mode === 'local'
                ? 'One-time links sign browsers in here, and only from this machine: there is nothing to sign out.'
                : 'No browser is signed in.'}
            </p>
          ) : null}
          {rows.map((one) => (
            <div class="settings-row" key={one.sessionId}>
              <strong>{one.name}</strong>
              {one.current === true || one.isCurrent === true ? (
                <span class="tone-good">✓ this browser</span>
              ) : null}
              <span class="dim">
                used <TimeAgo at={one.lastSeenAt} />
              </span>
              <span class="spacer" />
              <button
                type="button"
                class="quiet"
                aria-label={`Sign ${one.name} out`}
                onClick={() =>
                  send({
                    ...{ method: 'DELETE', path: `${sessionsPath}/${encodeURIComponent(one.sessionId)}` },
                    done: `${one.name} is signed out.`,
                  })
                }
              >
                Sign out
              </button>
            </div>
          ))}
        </div>
      )}
    </PartState>
  )
}

function Projects({ me }: { readonly me: Me | null }) {
  const { client } = useApp()
  const projects = useQuery({ queryKey: ['projects'], queryFn: () => client.listProjects() })
  const roleOf = (projectId: string) =>
    me === null || me.memberships === 'all'
      ? ''
      : (me.memberships.find((one) => one.projectId === projectId)?.role ?? '')
  const rows = projects.data?.projects ?? []
  if (rows.length === 0) return <p class="dim">No project yet: the first list makes one.</p>
  return (
    <div class="settings-list">
      {rows.map(({ projectId, key, name }) => (
        <div class="settings-row" key={projectId}>
          <strong>{key}</strong>
          <span class="dim">{name === key ? '' : name}</span>
          <span class="dim">{roleOf(projectId)}</span>
          <span class="spacer" />
          <a href={settingsHash(projectId)}>Settings</a>
        </div>
      ))}
    </div>
  )
}
