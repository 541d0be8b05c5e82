import { expect, test } from 'vitest'
import { refineOrder } from '../../../core/intake/refine-order.js'
import { buildRunOptions } from '../../support/catalogue-scenario.js'

const text = `id: mooring-post
generation: { type: image, provider: dalle-3, fallback: stable-diffusion }
prompt: { base: mooring post }
`
const read = (availableProviders?: readonly string[]) => {
  const options = buildRunOptions(availableProviders === undefined ? {} : { availableProviders })
  const { specs, notes } = refineOrder({ name: 'post.yaml', text, options })
  const { provider, fallbacks } = specs[0]!
  return {
    provider,
    fallbacks,
    notes: notes.map(({ message }) => message).filter((one) => /set up|fallback/.test(one)),
  }
}

test('a spec gets the provider that it names where that is set up, and keeps who takes its place', () => {
  expect(read(['procedural', 'openai-images', 'comfyui'])).toMatchObject({
    provider: 'openai-images',
    fallbacks: ['comfyui'],
  })
  const one = read(['procedural', 'comfyui'])
  expect(one).toMatchObject({ provider: 'comfyui', fallbacks: undefined })
  expect(one.notes.join()).toContain('openai-images is not set up here: its fallback comfyui makes it')
  expect(read()).toMatchObject({ provider: 'procedural', fallbacks: undefined })
})

test('parameters of a model reach the one that makes it; what nobody takes is told', () => {
  const readParameters = (provider: string) => {
    const parameters = '{ steps: 3, sampler: euler, cfg: 5, quality: high }'
    const { specs, notes } = refineOrder({
      name: 'jar.yaml',
      text: `id: jar\ngeneration: { type: image, provider: ${provider} }\nprompt:\n  base: clay jar\n  parameters: ${parameters}\n`,
      options: buildRunOptions({ availableProviders: ['procedural', 'comfyui'] }),
    })
    const told = notes.map(({ message }) => message).filter((one) => one.includes('no such parameter'))
    return { generation: specs[0]!.generation, told }
  }
  expect(readParameters('comfyui')).toEqual({
    generation: { steps: 3, sampler: 'euler', cfg: 5 },
    told: ['quality: comfyui takes no such parameter'],
  })
  const painted = readParameters('procedural')
  expect(painted.generation).toBeUndefined()
  expect(painted.told).toEqual([
    'quality, steps, sampler, cfg: for hosted and GPU providers; the built-in one takes no such parameter',
  ])
})
