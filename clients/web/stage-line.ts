import type { RunView } from '../../core/http/http-api.js'
import { describeStages, type StageProgress } from '../progress/describe-stages.js'
import { el } from './build-element.js'

const stateWords: Readonly<Record<StageProgress['state'], string>> = {
  todo: 'not begun',
  active: 'going on',
  done: 'done',
}

/** The five stages of a run as one line: name, bar, n of m. */
export function stageLine(run: RunView): HTMLElement {
  return el('ol', { class: 'stages', 'aria-label': 'Stages' }, ...describeStages(run).map(stageItem))
}

function stageItem(stage: StageProgress): HTMLElement {
  const share = stage.total === 0 ? (stage.state === 'done' ? 1 : 0) : stage.done / stage.total
  // Once it is done the whole is all there is to say.
  const part = stage.state === 'done' ? `${stage.total}` : `${stage.done}/${stage.total}`
  const figures = stage.total === 0 ? '' : part
  const fullBar = el('span', { class: 'bar-full' })
  // By the object model: the page's policy allows no style attributes.
  fullBar.style.width = `${Math.round(share * 100)}%`
  const label = `${stage.name}: ${stateWords[stage.state]}, ${stage.done} of ${stage.total} ${stage.unit}. ${stage.remark}`
  return el(
    'li',
    { class: `stage stage-${stage.state}`, title: label },
    el('span', { class: 'stage-name' }, stage.name),
    el('span', { class: 'bar', 'aria-hidden': 'true' }, fullBar),
    el('span', { class: 'figures' }, figures),
    stage.state === 'done' ? el('span', { class: 'tone-good', 'aria-label': 'done' }, '✓') : null,
  )
}
