import { describe, expect, it } from 'vitest'
import { readAsepriteSheet, type AsepriteAnswer } from '../../../core/library/read-aseprite-sheet.js'

const frameOf = (index: number, duration: number, more: object = {}) => ({
  filename: `hero ${index}.aseprite`,
  frame: { x: index * 16, y: 0, w: 16, h: 24 },
  rotated: false,
  trimmed: false,
  spriteSourceSize: { x: 0, y: 0, w: 16, h: 24 },
  sourceSize: { w: 16, h: 24 },
  duration,
  ...more,
})
const sheetOf = (durations: readonly number[], frameTags?: readonly object[]) => ({
  frames: durations.map((ms, index) => frameOf(index, ms)),
  meta: { app: 'https://www.aseprite.org/', image: 'hero.png', size: { w: 96, h: 24 }, frameTags },
})
const read = (sheet: object, loops?: boolean) => readAsepriteSheet(JSON.stringify(sheet), loops)
const stripOf = (answer: AsepriteAnswer) => {
  if ('fault' in answer) throw new Error(answer.fault.message)
  return answer.strip
}
const orderOf = (answer: AsepriteAnswer) => stripOf(answer).frames.map(({ box }) => box!.x / 16)
const faultOf = (answer: AsepriteAnswer) => ('fault' in answer ? answer.fault.message : '')

describe('a sheet of Aseprite', () => {
  it('gives an animation a tag, played as the tag says, and loops what has no number of repeats', () => {
    const answer = read(
      sheetOf(
        [100, 100, 100, 50, 50, 50],
        [
          { name: 'Walk Left', from: 0, to: 2, direction: 'pingpong' },
          { name: 'hit', from: 3, to: 4, direction: 'reverse', repeat: '1' },
        ],
      ),
    )
    const { animations, frameSize, image, notes } = stripOf(answer)
    expect(animations).toEqual([
      { name: 'walk-left', frames: 4, fps: 10, loop: true },
      { name: 'hit', frames: 2, fps: 20, loop: false },
    ])
    expect(orderOf(answer)).toEqual([0, 1, 2, 1, 4, 3])
    expect([frameSize, image]).toEqual([{ width: 16, height: 24 }, 'hero.png'])
    expect(notes).toEqual(['frames without a tag are left out: 1'])
  })

  it('makes one animation without tags, and repeats frames that stay longer', () => {
    const same = read(sheetOf([83, 83, 84]))
    expect(stripOf(same).animations).toEqual([{ name: 'default', frames: 3, fps: 12, loop: true }])
    const longer = read(sheetOf([100, 300, 150]), false)
    expect(stripOf(longer).animations).toEqual([{ name: 'default', frames: 11, fps: 20, loop: false }])
    expect(orderOf(longer)).toEqual([0, 0, 1, 1, 1, 1, 1, 1, 2, 2, 2])
  })

  it('reads frames by name, keeps where trimmed ones lie, and takes only the name of the picture', () => {
    const trimmed = frameOf(1, 100, {
      ...{ frame: { x: 16, y: 2, w: 5, h: 6 }, trimmed: true },
      spriteSourceSize: { x: 3, y: 9, w: 5, h: 6 },
    })
    const frames = { 'b 0': frameOf(0, 100), 'a 1': trimmed, __proto__x: frameOf(2, 100) }
    const { image, frames: read2 } = stripOf(read({ frames, meta: { image: '../../secret\\hero.png' } }))
    expect(image).toBe('hero.png')
    expect(read2[1]).toEqual({ box: { x: 16, y: 2, width: 5, height: 6 }, offset: { x: 3, y: 9 } })
  })

  it('says what is wrong, and where, with anything else', () => {
    const broken = readAsepriteSheet('{\n"frames": [,]}')
    expect(broken).toMatchObject({
      fault: { line: 2, message: expect.stringMatching(/^column 12/) as string },
    })
    expect(faultOf(read({ frames: [], meta: { image: 'a.png' } }))).toContain('"frames"')
    expect(faultOf(read(sheetOf([100], [{ name: 'x', from: 0, to: 5, direction: 'forward' }])))).toContain(
      'frames 0 to 5 of 1',
    )
    expect(faultOf(read(sheetOf([100, 141])))).toContain('no common beat')
    expect(faultOf(read(sheetOf([10, 10])))).toContain('100 frames a second')
    expect(faultOf(read(sheetOf([20, 60_000])))).toContain('up to 64')
    expect(faultOf(read(sheetOf(Array.from({ length: 65 }, () => 100))))).toContain('65 frames')
    const rotated = { frames: [frameOf(0, 9, { rotated: true })], meta: { image: 'a.png' } }
    expect(faultOf(read(rotated))).toBe('frame 1 is rotated')
    const two = { from: 0, to: 0, direction: 'forward' }
    expect(
      faultOf(
        read(
          sheetOf(
            [100],
            [
              { name: 'a', ...two },
              { name: 'A', ...two },
            ],
          ),
        ),
      ),
    ).toBe('two tags are called a')
    expect(faultOf(readAsepriteSheet('['.repeat(100_000)))).toContain('nests deeper')
  })
})
