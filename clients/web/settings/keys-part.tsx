import { useState } from 'preact/hooks'
import type { ApiKeyRow } from '../../../core/access/access-ports.js'
import type { Role } from '../../../core/access/principal.js'
import { FailureNotice } from '../base/failure-notice.js'
import { TimeAgo } from '../base/time-ago.js'
import { RoleChoice } from './members-part.js'
import { OnceShown } from './once-shown.js'
import { PartState } from './part-state.js'
import { useChange, useResource } from './use-resource.js'

const daysDefault = 90
const daysMax = 365

/** Keys for programs: made, shown once, ended. */
export function KeysPart({ projectId }: { readonly projectId: string }) {
  const path = `/projects/${encodeURIComponent(projectId)}/api-keys`
  const keys = useResource<{ readonly apiKeys: readonly ApiKeyRow[] }>(path)
  const { send, ask, failure } = useChange([path])
  const [secret, setSecret] = useState<string | null>(null)
  const make = (name: string, role: Role, expiresInDays: number) =>
    ask({ method: 'POST', path, body: { name, role, expiresInDays }, done: `The key ${name} is made.` }).then(
      (answer) => setSecret((answer as { readonly key: string }).key),
      () => undefined,
    )
  return (
    <PartState of={keys} what="API keys">
      {({ apiKeys }) => (
        <div class="settings-list">
          {failure === null ? null : <FailureNotice failure={failure} />}
          {secret === null ? null : (
            <OnceShown
              title="The key, shown this once"
              secret={secret}
              hint="Programs send it as Authorization: Bearer alk_… Only its hash is kept here."
              onClose={() => setSecret(null)}
            />
          )}
          {apiKeys.length === 0 ? (
            <p class="dim">
              No key yet. A program that uses the API needs one: a build server, the game itself.
            </p>
          ) : null}
          {apiKeys.map((key) => (
            <KeyLine
              key={key.keyId}
              row={key}
              onRevoke={() =>
                send({
                  ...{ method: 'DELETE', path: `${path}/${encodeURIComponent(key.keyId)}` },
                  done: `The key ${key.name} works no more.`,
                })
              }
            />
          ))}
          <NewKey onMake={(name, role, days) => void make(name, role, days)} />
        </div>
      )}
    </PartState>
  )
}

function KeyLine({ row, onRevoke }: { readonly row: ApiKeyRow; readonly onRevoke: () => void }) {
  const isOver = row.revokedAt !== null || Date.parse(row.expiresAt) < Date.now()
  const [isAsked, setAsked] = useState(false)
  return (
    <div class="settings-row">
      <strong>{row.name}</strong>
      <code class="dim">{row.prefix}…</code>
      <span class="dim">{row.role}</span>
      <span class="dim">
        {row.lastUsedAt === null ? (
          'never used'
        ) : (
          <>
            used <TimeAgo at={row.lastUsedAt} />
          </>
        )}
      </span>
      <span class="spacer" />
      {isOver ? (
        <span class="tone-quiet">✕ {row.revokedAt === null ? 'expired' : 'ended'}</span>
      ) : (
        <>
          <span class="dim">
            until <TimeAgo at={row.expiresAt} />
          </span>
          {/* It cannot be undone: programs that use it stop. */}
          <button
            type="button"
            class={isAsked ? 'tone-bad' : 'quiet'}
            onClick={isAsked ? onRevoke : () => setAsked(true)}
          >
            {isAsked ? `End ${row.name} for good` : 'End'}
          </button>
        </>
      )}
    </div>
  )
}

function NewKey({ onMake }: { readonly onMake: (name: string, role: Role, days: number) => void }) {
  const [name, setName] = useState('')
  const [role, setRole] = useState<Role>('viewer')
  const [days, setDays] = useState(daysDefault)
  return (
    <form
      class="settings-row"
      onSubmit={(event) => {
        event.preventDefault()
        onMake(name.trim(), role, days)
        setName('')
      }}
    >
      <input
        type="text"
        class="grow"
        required
        maxLength={80}
        aria-label="Name of a new key"
        placeholder="what it is for"
        value={name}
        onInput={(event) => setName(event.currentTarget.value)}
      />
      <RoleChoice label="Role of the key" value={role} onChange={setRole} />
      <label class="row">
        days
        <input
          type="number"
          min={1}
          max={daysMax}
          value={days}
          onInput={(event) => setDays(event.currentTarget.valueAsNumber)}
        />
      </label>
      <button type="submit" class="primary">
        Make a key
      </button>
    </form>
  )
}
