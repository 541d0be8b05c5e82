import { useState } from 'preact/hooks'
import type { ProjectSettings } from '../../../core/project-settings/project-settings.schema.js'
import { FailureNotice } from '../base/failure-notice.js'
import { PartState } from './part-state.js'
import { useSettings, type SettingsState } from './use-settings.js'

type Policies = NonNullable<ProjectSettings['policies']>

const microsOfOne = 1_000_000

/** Money, speed, and how people review. */
export function PoliciesPart({ projectId }: { readonly projectId: string }) {
  const state = useSettings(projectId)
  return (
    <PartState of={state.of} what="policies">
      {({ settings, revision }) => (
        <PoliciesForm key={revision} policies={settings.policies ?? {}} state={state} />
      )}
    </PartState>
  )
}

function PoliciesForm({ policies, state }: { readonly policies: Policies; readonly state: SettingsState }) {
  const [next, setNext] = useState<Policies>(policies)
  const change = (part: Partial<Policies>) => setNext((before) => ({ ...before, ...part }))
  const review = (part: NonNullable<Policies['review']>) => change({ review: { ...next.review, ...part } })
  return (
    <form
      class="settings-form"
      onSubmit={(event) => {
        event.preventDefault()
        state.save({ policies: tidy(next) }, 'Policies saved: they hold for lists handed in from now on.')
      }}
    >
      <NumberField
        label="Limit of a month, dollars"
        hint="All runs together stop there. Empty = 100."
        value={inDollars(next.monthlyLimitMicros)}
        onChange={(value) => change({ monthlyLimitMicros: inMicros(value) })}
      />
      <NumberField
        label="Warn of a run from, dollars"
        hint="The run goes on; people are told. Empty = 20."
        value={inDollars(next.runCapMicros)}
        onChange={(value) => change({ runCapMicros: inMicros(value) })}
      />
      <NumberField
        label="Specs made at once"
        hint="Empty = as many as the machines take."
        value={next.concurrency ?? null}
        onChange={(value) => change({ concurrency: value ?? undefined })}
      />
      <NumberField
        label="Remind reviewers after, hours"
        hint="Empty = 72."
        value={next.review?.dueHours ?? null}
        onChange={(value) => review({ dueHours: value ?? undefined })}
      />
      <label class="check">
        <input
          type="checkbox"
          checked={next.review?.signOffs === 2}
          onChange={(event) => review({ signOffs: event.currentTarget.checked ? 2 : undefined })}
        />
        Two different people have to approve
      </label>
      <label class="check">
        <input
          type="checkbox"
          checked={next.allowPlaceholders === true}
          onChange={(event) => change({ allowPlaceholders: event.currentTarget.checked || undefined })}
        />
        What no generator makes in time may be a placeholder
      </label>
      <label class="check">
        <input
          type="checkbox"
          checked={next.commercial === true}
          onChange={(event) => change({ commercial: event.currentTarget.checked || undefined })}
        />
        The game is sold: only models whose licences allow that
      </label>
      {state.failure === null ? null : <FailureNotice failure={state.failure} />}
      <p>
        <button type="submit" class="primary" disabled={state.isPending}>
          Save
        </button>
      </p>
    </form>
  )
}

function NumberField(props: {
  readonly label: string
  readonly hint: string
  readonly value: number | null
  readonly onChange: (value: number | null) => void
}) {
  return (
    <label>
      {props.label}
      <span class="dim">{props.hint}</span>
      <input
        type="number"
        min={0}
        step="any"
        value={props.value ?? ''}
        onInput={(event) => {
          const { valueAsNumber } = event.currentTarget
          props.onChange(Number.isFinite(valueAsNumber) ? valueAsNumber : null)
        }}
      />
    </label>
  )
}

function inDollars(micros: number | null | undefined): number | null {
  return micros == null ? null : micros / microsOfOne
}

function inMicros(dollars: number | null): number | undefined {
  return dollars === null ? undefined : Math.round(dollars * microsOfOne)
}

/** Members that say nothing are left out, so that the server's own defaults hold. */
function tidy(policies: Policies): Policies | undefined {
  const kept = Object.entries(policies).flatMap(([name, value]) => {
    const plain: unknown = name === 'review' ? withoutUndefined(value as object) : value
    return plain === undefined ? [] : [[name, plain] as const]
  })
  return kept.length === 0 ? undefined : (Object.fromEntries(kept) as Policies)
}

function withoutUndefined(value: object): object | undefined {
  const kept = Object.entries(value).filter(([, one]) => one !== undefined)
  return kept.length === 0 ? undefined : Object.fromEntries(kept)
}
