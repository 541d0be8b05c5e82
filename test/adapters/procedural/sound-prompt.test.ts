import { describe, expect, it } from 'vitest'
import {
  baseForms,
  readDuration,
  readSoundPrompt,
} from '../../../adapters/procedural/sound/read-sound-prompt.js'
import { knownFamilies, unknownSound } from '../../../adapters/procedural/sound/sound-families.js'
import { steerSound } from '../../../adapters/procedural/sound/steer-sound.js'
import { chooseMood } from '../../../adapters/procedural/sound/music/moods.js'

const kindOf = (prompt: string): string | undefined => readSoundPrompt(prompt).family.names[0]

describe('a prompt for a sound', () => {
  it.each([
    ['picking up a gold coin', 'coin'],
    ['the old gate swings open with a squeak', 'door'],
    ['wooden door slams shut', 'door'],
    ['player jumps', 'jump'],
    ['soft landing on grass', 'land'],
    ['laser explosion', 'explosion'],
    ['sword slash through the air', 'whoosh'],
    ['sword hits a shield', 'sword'],
    ['footsteps in snow', 'footstep'],
    ['wind howling through a canyon', 'wind'],
    ['torch being ignited', 'ignite'],
    ['crackling campfire', 'fire'],
    ['dragon roar', 'growl'],
    ['shattering window', 'glass'],
    ['button press, menu', 'click'],
    ['error buzzer: access denied', 'cancel'],
    ['healing spell', 'spell'],
    ['rusty lock opened with a key', 'chest'],
    ['shuffling a deck of cards', 'card'],
    ['rolling two dice', 'dice'],
    ['waves at the shore', 'river'],
    ['church bells from far away', 'bell'],
    ['game over', 'death'],
  ])('"%s" is about %s', (prompt, kind) => {
    expect(kindOf(prompt)).toBe(kind)
  })

  it('means by every name and hint of a family that family', () => {
    for (const family of knownFamilies)
      for (const word of [...family.names, ...(family.hints ?? [])])
        expect([word, kindOf(word)]).toEqual([word, family.names[0]])
  })

  it('takes what else it names as accents, but not its own verbs', () => {
    const accents = (prompt: string) => readSoundPrompt(prompt).accents.map(({ names }) => names[0])
    expect(accents('jump sound, deep bass boom')).toEqual(['explosion'])
    expect(accents('wind howling')).toEqual([])
    expect(accents('coin, bell, glass, dice')).toHaveLength(2)
  })

  it('without a word that anybody taught gets a sound nevertheless', () => {
    expect(readSoundPrompt('flumbo wozzle').family).toBe(unknownSound)
    expect(readSoundPrompt('').family).toBe(unknownSound)
    expect(readSoundPrompt('  \u0000 ♪ 音 ').family).toBe(unknownSound)
  })

  it('finds base forms of words', () => {
    expect(baseForms('dropping')).toContain('drop')
    expect(baseForms('closing')).toContain('close')
    expect(baseForms('footsteps')).toContain('footstep')
    expect(baseForms('cracked')).toContain('crack')
  })

  it.each([
    ['a jump, 0.3 to 0.5 seconds', [0.3, 0.5]],
    ['300-500 ms whoosh', [0.3, 0.5]],
    ['a 2 s loop', [2, 2]],
    ['1.5 sec', [1.5, 1.5]],
    ['3 steps', null],
    ['0 seconds', null],
    ['5 to 2 s', null],
    ['99999 seconds', null],
  ])('"%s" names the duration %j', (prompt, wanted) => {
    expect(readDuration(prompt)).toEqual(wanted)
  })

  it('is steered by words of one meaning once', () => {
    const once = steerSound(new Set(['short']))
    expect(steerSound(new Set(['short', 'quick', 'snappy']))).toEqual(once)
    expect(once.seconds).toBeLessThan(1)
    expect(steerSound(new Set(['dry', 'cave'])).space).toBe(0)
    expect(steerSound(new Set(['heavy', 'massive'])).weight).toBeGreaterThan(0.5)
  })

  it('for music is of the mood that it names, the stronger one first', () => {
    const mood = (text: string) => chooseMood(new Set(text.split(' '))).names[0]
    expect(mood('calm town at night')).toBe('calm')
    expect(mood('boss fight in the dungeon')).toBe('boss')
    expect(mood('a melancholic village')).toBe('sad')
    expect(mood('something else')).toBe('menu')
  })
})
