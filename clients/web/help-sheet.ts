import { el, keyCap } from './build-element.js'
import { keyLines } from './key-map.js'
import { openSheet } from './open-sheet.js'
import { markOfSpec } from './review-model.js'
import { specStages } from '../../core/run-options.js'
import type { SpecView } from '../http/assetloom-client.js'

/** All keys and all marks. */
export function openHelpSheet(): void {
  const keys = keyLines.map((line) =>
    el(
      'li',
      {},
      el('span', { class: 'key-cell' }, ...line.label.split(' ').map(keyCap)),
      el('span', {}, line.does),
    ),
  )
  const marks = specStages.map((stage) => {
    const mark = markOfSpec({ stage } as SpecView)
    return el(
      'li',
      {},
      el('span', { class: `key-cell mark tone-${mark.tone}` }, `${mark.shape}${mark.letter}`),
      el('span', {}, mark.label),
    )
  })
  openSheet(
    'Keys and marks',
    'help',
    el(
      'div',
      { class: 'two-columns' },
      el('ul', { class: 'key-list' }, ...keys),
      el('ul', { class: 'key-list' }, ...marks),
    ),
  )
}
