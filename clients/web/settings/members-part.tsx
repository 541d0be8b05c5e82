import { useState } from 'preact/hooks'
import type { InvitationRow, MemberRow } from '../../../core/access/access-ports.js'
import { roles, type Role } from '../../../core/access/principal.js'
import { hasRole, useMe } from '../account/use-me.js'
import { FailureNotice } from '../base/failure-notice.js'
import { TimeAgo } from '../base/time-ago.js'
import { OnceShown } from './once-shown.js'
import { PartState } from './part-state.js'
import { useChange, useResource } from './use-resource.js'

type Invitation = Omit<InvitationRow, 'userId'>

/** Who may do what here, and links that let people in once. */
export function MembersPart({ projectId }: { readonly projectId: string }) {
  const { me } = useMe()
  const base = `/projects/${encodeURIComponent(projectId)}`
  const membersPath = `${base}/members`
  const invitationsPath = `${base}/invitations`
  const members = useResource<{ readonly members: readonly MemberRow[] }>(membersPath)
  const { send, ask, failure } = useChange([membersPath, invitationsPath])
  const isOwner = hasRole(me, projectId, 'owner')
  return (
    <div class="settings-list">
      {failure === null ? null : <FailureNotice failure={failure} />}
      <PartState of={members} what="members">
        {({ members: rows }) => (
          <>
            {rows.length === 0 ? (
              <p class="dim">
                Nobody but the person at this machine. To work together, start with ASSETLOOM_SIGN_IN=studio
                and invite people here.
              </p>
            ) : null}
            {rows.map((member) => (
              <MemberLine
                key={member.handle}
                member={member}
                isOwner={isOwner}
                onRole={(role) =>
                  send({
                    ...{
                      method: 'PUT',
                      path: `${membersPath}/${encodeURIComponent(member.handle)}`,
                      body: { role },
                    },
                    done: `${member.name} is ${role} now.`,
                  })
                }
                onRemove={() =>
                  send({
                    ...{ method: 'DELETE', path: `${membersPath}/${encodeURIComponent(member.handle)}` },
                    done: `${member.name} is no member any more.`,
                    undo: {
                      ...{ method: 'PUT', path: `${membersPath}/${encodeURIComponent(member.handle)}` },
                      ...{ body: { role: member.role }, done: `${member.name} is ${member.role} again.` },
                    },
                  })
                }
              />
            ))}
          </>
        )}
      </PartState>
      {isOwner ? <Invitations projectId={projectId} path={invitationsPath} ask={ask} send={send} /> : null}
    </div>
  )
}

function MemberLine(props: {
  readonly member: MemberRow
  readonly isOwner: boolean
  readonly onRole: (role: Role) => void
  readonly onRemove: () => void
}) {
  const { member, isOwner } = props
  return (
    <div class="settings-row">
      <strong>{member.name}</strong>
      <span class="dim">{member.handle}</span>
      <span class="spacer" />
      {member.source === 'groups' ? <span class="dim">by a group of the identity provider</span> : null}
      <RoleChoice
        label={`Role of ${member.name}`}
        value={member.role}
        isOff={!isOwner}
        onChange={props.onRole}
      />
      {isOwner ? (
        <button type="button" class="quiet" onClick={props.onRemove} aria-label={`Take ${member.name} out`}>
          Take out
        </button>
      ) : null}
    </div>
  )
}

/** One of the four roles. */
export function RoleChoice(props: {
  readonly label: string
  readonly value: Role
  readonly isOff?: boolean
  readonly onChange: (role: Role) => void
}) {
  return (
    <select
      aria-label={props.label}
      value={props.value}
      disabled={props.isOff === true}
      onChange={(event) => {
        const role = roles.find((one) => one === event.currentTarget.value)
        if (role !== undefined) props.onChange(role)
      }}
    >
      {roles.map((role) => (
        <option key={role} value={role}>
          {role}
        </option>
      ))}
    </select>
  )
}

function Invitations(props: {
  readonly projectId: string
  readonly path: string
  readonly ask: ReturnType<typeof useChange>['ask']
  readonly send: ReturnType<typeof useChange>['send']
}) {
  const { projectId, path, ask, send } = props
  const invitations = useResource<{ readonly invitations: readonly Invitation[] }>(path)
  const [name, setName] = useState('')
  const [role, setRole] = useState<Role>('reviewer')
  const [link, setLink] = useState<string | null>(null)
  const invite = () => {
    const body = { name, projectId, role, expiresInHours: 48 }
    ask({ method: 'POST', path: '/invitations', body, done: `${name} is invited.` }).then(
      (answer) => {
        setLink((answer as { readonly url: string }).url)
        setName('')
      },
      // The notice above says it.
      () => undefined,
    )
  }
  return (
    <>
      <h2 class="group-title">Invitations</h2>
      {link === null ? null : (
        <OnceShown
          title="The link, shown this once"
          secret={link}
          hint="Send it to that person alone: whoever opens it first is signed in. It works once, for two days."
          onClose={() => setLink(null)}
        />
      )}
      <form
        class="settings-row"
        onSubmit={(event) => {
          event.preventDefault()
          if (name.trim() !== '') invite()
        }}
      >
        <input
          type="text"
          class="grow"
          required
          maxLength={80}
          aria-label="Name of the person"
          placeholder="name of the person"
          value={name}
          onInput={(event) => setName(event.currentTarget.value)}
        />
        <RoleChoice label="Role" value={role} onChange={setRole} />
        <button type="submit" class="primary">
          Make a link
        </button>
      </form>
      <OpenInvitations rows={invitations.data?.invitations ?? []} send={send} />
    </>
  )
}

function OpenInvitations(props: {
  readonly rows: readonly Invitation[]
  readonly send: ReturnType<typeof useChange>['send']
}) {
  const { rows, send } = props
  return (
    <>
      {rows
        .filter(({ usedAt, revokedAt }) => usedAt === null && revokedAt === null)
        .map((one) => (
          <div class="settings-row" key={one.invitationId}>
            <strong>{one.name}</strong>
            <span class="dim">{one.role}</span>
            <span class="dim">
              open until <TimeAgo at={one.expiresAt} />
            </span>
            <span class="spacer" />
            <button
              type="button"
              class="quiet"
              aria-label={`Take the link of ${one.name} back`}
              onClick={() =>
                send({
                  ...{ method: 'DELETE', path: `/invitations/${encodeURIComponent(one.invitationId)}` },
                  done: `The link of ${one.name} works no more.`,
                })
              }
            >
              Take back
            </button>
          </div>
        ))}
    </>
  )
}
