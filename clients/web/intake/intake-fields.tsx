import { useQuery } from '@tanstack/preact-query'
import { useApp } from '../app/app-context.js'
import type { IntakeDraft } from './intake-draft.js'

interface IntakeFieldsProps {
  readonly draft: IntakeDraft
  readonly onChange: (change: Partial<IntakeDraft>) => void
}

/** What is settled for the whole list. */
export function IntakeFields({ draft, onChange }: IntakeFieldsProps) {
  const { client } = useApp()
  const projects = useQuery({ queryKey: ['projects'], queryFn: () => client.listProjects() })
  return (
    <div class="intake-fields">
      <label>
        List name
        <input
          type="text"
          maxLength={200}
          value={draft.name}
          onInput={(event) => onChange({ name: event.currentTarget.value })}
        />
      </label>
      <label>
        Project
        <input
          type="text"
          maxLength={80}
          list="intake-projects"
          value={draft.project}
          onInput={(event) => onChange({ project: event.currentTarget.value })}
        />
        <datalist id="intake-projects">
          {projects.data?.projects.map(({ key }) => (
            <option key={key} value={key} />
          ))}
        </datalist>
      </label>
      <label>
        Who decides
        <select
          value={draft.review}
          onChange={(event) => onChange({ review: event.currentTarget.value === 'auto' ? 'auto' : 'person' })}
        >
          <option value="person">I do</option>
          <option value="auto">the score</option>
        </select>
      </label>
      <label>
        Seed
        <input
          type="number"
          min={0}
          step={1}
          value={draft.seed}
          onInput={(event) => onChange({ seed: event.currentTarget.valueAsNumber })}
        />
      </label>
      <label>
        Palette (.gpl, .hex), optional
        <input
          type="file"
          accept=".gpl,.hex,.txt"
          onChange={(event) => void readPalette(event.currentTarget.files?.[0], onChange)}
        />
      </label>
    </div>
  )
}

async function readPalette(file: File | undefined, onChange: IntakeFieldsProps['onChange']): Promise<void> {
  onChange({ palette: file === undefined ? null : { name: file.name, text: await file.text() } })
}
