import { useQuery } from '@tanstack/preact-query'
import { useState } from 'preact/hooks'
import type { RunView } from '../../../core/http/http-api.js'
import { hasRole, useMe } from '../account/use-me.js'
import { Dialog } from '../base/dialog.js'
import { FailureNotice } from '../base/failure-notice.js'
import { isNarrowed } from './queue-narrowing.js'
import { useReview } from './use-desk.js'

/** So many specs are assigned by one request. */
const assignedMax = 500

type Scope = 'spec' | 'listed' | 'run'

interface Person {
  readonly handle: string
  readonly name: string
}

export interface AssignSheetProps {
  readonly run: RunView
}

/** Gives the review of the shown spec, of what the list shows, or of the whole run to somebody. */
export function AssignSheet({ run }: AssignSheetProps) {
  const { desk } = useReview()
  const { me } = useMe()
  const [scope, setScope] = useState<Scope>('spec')
  const [isSending, setSending] = useState(false)
  const [failure, setFailure] = useState<unknown>(null)
  const specKey = desk.specKey ?? ''
  const listed = desk.visibleKeys
  const close = () => desk.openSheet(null)
  const mayAssign = hasRole(me, run.projectId, 'editor')
  const people = usePeople(run.projectId)
  const keys = { spec: [specKey], listed, run: null }[scope]
  const give = (person: Person | null) => {
    setSending(true)
    desk.facts.assign(person?.handle ?? null, keys).then(
      () => {
        close()
        const what = keys === null ? 'The run' : keys.length === 1 ? specKey : `${keys.length} specs`
        desk.say(person === null ? `${what}: for everybody again.` : `${what}: for ${person.name}.`)
      },
      (error: unknown) => (setFailure(error), setSending(false)),
    )
  }
  return (
    <Dialog title="Who reviews" onClose={close} description={describeNow(desk.facts.assigneeOf(specKey))}>
      {mayAssign ? (
        <>
          <ScopeChoice {...{ scope, setScope, specKey }} listed={listed.length} />
          {people.failure === null ? null : <FailureNotice failure={people.failure} />}
          <div class="chips" role="group" aria-label="Give it to">
            {people.all.map((person) => (
              <button
                key={person.handle}
                type="button"
                class="chip"
                disabled={isSending}
                onClick={() => give(person)}
              >
                {person.handle === me?.handle ? `${person.name} (you)` : person.name}
              </button>
            ))}
            <button type="button" class="chip" disabled={isSending} onClick={() => give(null)}>
              Nobody in particular
            </button>
          </div>
          {people.all.length > 1 ? null : (
            <p class="dim">
              Nobody else reviews this project yet. Owners invite people in <b>Settings, Members</b>.
            </p>
          )}
        </>
      ) : (
        <p>Editors and owners of the project say who reviews. Take specs for yourself with Take next 20.</p>
      )}
      {failure === null ? null : <FailureNotice failure={failure} />}
    </Dialog>
  )
}

interface ScopeChoiceProps {
  readonly scope: Scope
  readonly setScope: (scope: Scope) => void
  readonly specKey: string
  /** How many specs the list shows. */
  readonly listed: number
}

function ScopeChoice({ scope, setScope, specKey, listed }: ScopeChoiceProps) {
  const { desk } = useReview()
  const isPart = isNarrowed(desk.narrowing) || desk.filter !== ''
  const choices: readonly (readonly [Scope, string])[] = [
    ['spec', `this spec: ${specKey}`],
    ...(isPart && listed > 0 && listed <= assignedMax
      ? [['listed', `the ${listed} that the list shows`] as const]
      : []),
    ['run', 'the whole run, also what waits only later'],
  ]
  return (
    <fieldset class="choices">
      <legend class="visually-hidden">What is given</legend>
      {choices.map(([id, label]) => (
        <label key={id} class="check-label">
          <input type="radio" name="scope" checked={scope === id} onChange={() => setScope(id)} />
          {label}
        </label>
      ))}
    </fieldset>
  )
}

/** Who may decide in a project, and who sits here. */
function usePeople(projectId: string): { readonly all: readonly Person[]; readonly failure: unknown } {
  const { desk } = useReview()
  const { me } = useMe()
  const { data, error } = useQuery({
    queryKey: ['members', projectId],
    queryFn: () => desk.app.client.call('listMembers', { params: { projectId } }),
  })
  const members: readonly Person[] = data?.members.filter(({ role }) => role !== 'viewer') ?? []
  const isListed = me === null || members.some(({ handle }) => handle === me.handle)
  return { all: isListed ? members : [{ handle: me.handle, name: me.name }, ...members], failure: error }
}

function describeNow(now: { readonly handle: string; readonly isOfRun: boolean } | null): string {
  if (now === null) return 'Now it is for everybody. Others may still decide; this only says who should.'
  return `Now it is for ${now.handle}${now.isOfRun ? ', as the whole run is' : ''}. Others may still decide.`
}
