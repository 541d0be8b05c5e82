import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findPalette } from '../../clients/cli/find-palette.js'
import { groupNotes } from '../../clients/progress/note-kinds.js'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'find-palette-'))
  await mkdir(join(folder, 'game', 'palettes'), { recursive: true })
  await writeFile(join(folder, 'game', 'palettes', 'dusk.hex'), '112233\n')
  await writeFile(join(folder, 'other.hex'), '445566\n')
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const listWith = (text: string) => ({ path: join(folder, 'game', 'wish.md'), name: 'wish.md', text })

describe('the palette of a wishlist', () => {
  it('is the file that its text names, beside the wishlist', async () => {
    const { palette, missing } = await findPalette(
      folder,
      listWith('Use palettes/dusk.hex.\n\n- jug'),
      undefined,
    )
    expect(palette).toMatchObject({ name: 'dusk.hex', text: '112233\n' })
    expect(missing).toEqual([])
  })

  it('is the one that was given, whatever the text names', async () => {
    const { palette } = await findPalette(folder, listWith('Use palettes/dusk.hex.\n\n- jug'), 'other.hex')
    expect(palette?.text).toBe('445566\n')
  })

  it('is none where the named file is not there or lies above the wishlist, and both are told', async () => {
    const text = 'Palette: palettes/dawn.gpl.\nPalette: ../other.hex.\n\n- jug'
    const found = await findPalette(folder, listWith(text), undefined)
    expect(found.palette).toBeNull()
    expect(found.missing).toEqual(['palettes/dawn.gpl', '../other.hex'])
    expect(await findPalette(folder, listWith('- jug'), undefined)).toEqual({ palette: null, missing: [] })
  })
})

describe('notes', () => {
  it('are told by kind, what came to nothing first', () => {
    const note = (line: number, kind?: 'constraint' | 'not-understood' | 'default') => ({
      file: 'wish.md',
      line,
      message: 'm',
      ...(kind === undefined ? {} : { kind }),
    })
    const groups = groupNotes([note(1, 'default'), note(2, 'constraint'), note(3, 'not-understood'), note(4)])
    expect(groups.map(({ title, notes }) => [title, notes.map(({ line }) => line)])).toEqual([
      ['1 not understood', [3]],
      ['1 constraint', [2]],
      ['2 notes', [1, 4]],
    ])
  })
})
