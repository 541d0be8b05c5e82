import { describe, expect, it } from 'vitest'
import { chooseTargets } from '../../clients/cli/choose-targets.js'

function choose(text: string): { targets: readonly string[]; said: string[] } {
  const said: string[] = []
  return { targets: chooseTargets({ name: 'list.md', text }, (line) => said.push(line)), said }
}

describe('the targets of a list that is made without --target', () => {
  it('are those that its text names', () => {
    const text = '# Props\n\n- barrel\n- crate\n\nWe ship on Godot and a web build.'
    expect(choose(text)).toEqual({ targets: ['godot', 'pixi'], said: [] })
  })

  it('are generic where it names none, or none that is written yet, and that is told', () => {
    expect(choose('prop: barrel')).toEqual({ targets: ['generic'], said: [] })
    const { targets, said } = choose('# Props\n\n- barrel\n\nWe use Unity.')
    expect(targets).toEqual(['generic'])
    expect(said.join()).toMatch(/unity.*generic instead/)
  })
})
