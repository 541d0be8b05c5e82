import { useState } from 'preact/hooks'
import type { PresetList } from '../../../core/http/project-api.js'
import type { ProjectSettings } from '../../../core/project-settings/project-settings.schema.js'
import { FailureNotice } from '../base/failure-notice.js'
import { PartState } from './part-state.js'
import { useResource } from './use-resource.js'
import { useSettings, type SettingsState } from './use-settings.js'

/** Words and looks that join every list of the project. */
export function DefaultsPart({ projectId }: { readonly projectId: string }) {
  const state = useSettings(projectId)
  const presets = useResource<PresetList>(`/projects/${encodeURIComponent(projectId)}/settings/presets`)
  return (
    <PartState of={state.of} what="settings">
      {({ settings, revision }) => (
        <DefaultsForm
          key={revision}
          settings={settings}
          state={state}
          presets={presets.data?.presets.map(({ name }) => name) ?? []}
        />
      )}
    </PartState>
  )
}

function DefaultsForm(props: {
  readonly settings: ProjectSettings
  readonly state: SettingsState
  readonly presets: readonly string[]
}) {
  const { settings, state, presets } = props
  const [artDirection, setArtDirection] = useState(settings.artDirection ?? '')
  const [scenario, setScenario] = useState(settings.scenario ?? '')
  const [style, setStyle] = useState(settings.style ?? '')
  const [variants, setVariants] = useState(String(settings.defaults?.variants ?? ''))
  const submit = () => {
    const { variants: _before, ...rest } = settings.defaults ?? {}
    const defaults = variants === '' ? rest : { ...rest, variants: Number(variants) }
    const isEmpty = Object.keys(defaults).length === 0
    const change = { artDirection, scenario, style, defaults: isEmpty ? undefined : defaults }
    state.save(
      change as Partial<ProjectSettings>,
      'Defaults saved: they hold for lists handed in from now on.',
    )
  }
  return (
    <form
      class="settings-form"
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
    >
      <label>
        Art direction
        <span class="dim">Joins every prompt.</span>
        <textarea
          rows={3}
          value={artDirection}
          onInput={(event) => setArtDirection(event.currentTarget.value)}
        />
      </label>
      <label>
        Scenario
        <span class="dim">Where the game takes place; joins every prompt, too.</span>
        <textarea rows={3} value={scenario} onInput={(event) => setScenario(event.currentTarget.value)} />
      </label>
      <StyleChoice value={style} presets={presets} onChange={setStyle} />
      <label>
        Variants of each spec
        <input
          type="number"
          min={1}
          max={16}
          placeholder="as the list says, else 4"
          value={variants}
          onInput={(event) => setVariants(event.currentTarget.value)}
        />
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

function StyleChoice(props: {
  readonly value: string
  readonly presets: readonly string[]
  readonly onChange: (style: string) => void
}) {
  const { value: style, presets, onChange: setStyle } = props
  return (
    <label>
      Style
      <select value={style} onChange={(event) => setStyle(event.currentTarget.value)}>
        <option value="">none</option>
        {presets.map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
    </label>
  )
}
