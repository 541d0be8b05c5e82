import type { RunView } from '../../../core/http/http-api.js'
import { describeStages, type StageProgress } from '../../progress/describe-stages.js'

const stateWords: Readonly<Record<StageProgress['state'], string>> = {
  todo: 'not begun',
  active: 'going on',
  done: 'done',
}

/** The five stages of a run as one line: name, bar, n of m. */
export function StageLine({ run }: { readonly run: RunView }) {
  return (
    <ol class="stages" aria-label="Stages">
      {describeStages(run).map((stage) => (
        <StageItem key={stage.name} stage={stage} />
      ))}
    </ol>
  )
}

function StageItem({ stage }: { readonly stage: StageProgress }) {
  const { name, state, done, total, unit, remark } = stage
  const share = total === 0 ? (state === 'done' ? 1 : 0) : done / total
  // Once it is done the whole is all there is to say.
  const part = state === 'done' ? `${total}` : `${done}/${total}`
  return (
    <li
      class={`stage stage-${state}`}
      title={`${name}: ${stateWords[state]}, ${done} of ${total} ${unit}. ${remark}`}
    >
      <span class="stage-name">{name}</span>
      <span class="bar" aria-hidden="true">
        <span class="bar-full" style={{ width: `${Math.round(share * 100)}%` }} />
      </span>
      <span class="figures">{total === 0 ? '' : part}</span>
      {state === 'done' ? (
        <span class="tone-good">
          <span aria-hidden="true">✓</span>
          <span class="visually-hidden">done</span>
        </span>
      ) : null}
    </li>
  )
}
