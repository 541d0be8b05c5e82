import { describe, expect, it } from 'vitest'
import { defaultProviderOf } from '../../../core/generation/default-provider.js'

describe('an order without a provider', () => {
  it('goes to a ComfyUI where one is, sounds stay here, and both say how to have it otherwise', () => {
    expect(defaultProviderOf('character', ['procedural', 'comfyui'])).toMatchObject({
      provider: 'comfyui',
      reason: expect.stringContaining('--provider procedural') as string,
    })
    expect(defaultProviderOf('music', ['procedural', 'comfyui'])).toMatchObject({
      provider: 'procedural',
      reason: expect.stringContaining('--provider comfyui') as string,
    })
    expect(defaultProviderOf('character', ['procedural', 'elevenlabs'])).toBeNull()
  })
})
