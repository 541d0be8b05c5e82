import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { demoProjectKey, type DemoInput } from '../../clients/cli/demo-identity.js'

const demo: DemoInput = {
  wishlistText: 'prop: tent\n',
  palette: ['#2b1d1a'],
  seed: 1,
  provider: 'procedural',
}

describe('demoProjectKey', () => {
  it('is the same for the same input, and a valid project key', () => {
    expect(demoProjectKey({ ...demo, palette: [...demo.palette] })).toBe(demoProjectKey(demo))
    expect(demoProjectKey(demo)).toMatch(/^demo-[0-9a-f]{12}$/)
  })

  it('does not change between versions of this program that paint the same', () => {
    expect(demoProjectKey(demo)).toBe('demo-0b0ede9764bc')
    expect(demoProjectKey({ ...demo, drafts: 4 })).not.toBe(demoProjectKey(demo))
  })

  it('differs whenever list, palette, seed or provider differ', () => {
    const arbitrary = fc.record({
      wishlistText: fc.string(),
      palette: fc.array(fc.constantFrom('#000000', '#ffffff', '#2b1d1a')),
      seed: fc.nat(),
      provider: fc.constantFrom('procedural', 'comfyui'),
    })
    fc.assert(
      fc.property(arbitrary, arbitrary, (one, other) => {
        const isSame = JSON.stringify(one) === JSON.stringify(other)
        expect(demoProjectKey(one) === demoProjectKey(other)).toBe(isSame)
      }),
    )
  })
})
