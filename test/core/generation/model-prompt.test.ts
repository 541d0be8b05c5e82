import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { modelPrompt, phrasesOf } from '../../../core/generation/model-prompt.js'

describe('the prompt of a model that paints sprites', () => {
  it('has the words between what every sprite is', () => {
    expect(modelPrompt('water barrel', 'prop')).toBe('pixel art, water barrel, game sprite, prop')
  })

  it('says no phrase twice, and keeps the words as they were weighted', () => {
    expect(modelPrompt('Pixel  art, barrel,, barrel', 'prop')).toBe('Pixel  art, barrel, game sprite, prop')
    expect(modelPrompt('barrel, (pixel art:1.3), Prop', 'prop')).toBe(
      'barrel, (pixel art:1.3), Prop, game sprite',
    )
    // One weight is for all that is in its brackets, and an open bracket loses nothing.
    expect(phrasesOf('(red, blue:1.2), red, (open, end')).toEqual(['(red, blue:1.2)', 'red', '(open, end'])
    const phrase = fc.constantFrom('pixel art', 'game sprite', 'prop', 'jar', '(jar:1.1)', ' ', 'old jar')
    fc.assert(
      fc.property(fc.array(phrase, { maxLength: 12 }), (given) => {
        const told = modelPrompt(given.join(','), 'prop').split(', ')
        const plain = told.map((one) => one.replace(/[():.\d]/g, ''))
        expect(new Set(plain).size).toBe(plain.length)
        for (const one of ['pixel art', 'game sprite', 'prop']) expect(plain).toContain(one)
      }),
    )
  })
})
