import { describe, expect, it } from 'vitest'
import { chooseCheckpoint, type CheckpointWish } from '../../../core/models/choose-checkpoint.js'
import type { ModelCatalogue } from '../../../core/models/merge-catalogue.js'
import { modelKeyOf } from '../../../core/scheduling/model-set.js'
import { makeCatalogue } from './make-catalogue.js'

const wish: CheckpointWish = {
  assetType: 'character',
  size: { width: 32, height: 32 },
  stage: 'final',
  isPixelArt: true,
}
const choose = (
  change: Partial<CheckpointWish>,
  models: Record<string, string[]>,
  catalogue: ModelCatalogue = makeCatalogue(),
) => chooseCheckpoint({ ...wish, ...change }, catalogue, { models })
const found = (...args: Parameters<typeof choose>) => {
  const choice = choose(...args)
  if (!choice.found) throw new Error(`${choice.reason}. ${choice.hint}`)
  return choice
}

describe('the automatic choice of a checkpoint', () => {
  it('prefers SDXL, in whatever order the server lists its files', () => {
    const files = ['sd15.safetensors', 'sub/SDXL.safetensors', 'another_v1-5.safetensors']
    for (const checkpoints of [files, files.toReversed()]) {
      const choice = found({}, { checkpoints })
      expect(choice.models.checkpoint).toBe('sub/SDXL.safetensors')
      expect(choice.base).toBe('sdxl')
      expect(choice.parameters).toMatchObject({ width: 1024, height: 1024, steps: 30, cfg: 7.5 })
    }
  })

  it('takes SD 1.5 only where there is no SDXL, says so, and says what a file name was taken for', () => {
    const { base, parameters, reasons } = found({}, { checkpoints: ['tiny_sd15_random.safetensors'] })
    expect(base).toBe('sd15')
    expect(parameters).toMatchObject({ width: 512, height: 512 })
    expect(reasons.join('\n')).toMatch(/no SDXL checkpoint/)
    expect(reasons.join('\n')).toMatch(/taken for sd15 by its file name/)
  })

  it('puts the project first within a family, then what may be sold', () => {
    const checkpoints = ['sdxl.safetensors', 'closed-xl.safetensors', 'house-xl.safetensors']
    expect(found({}, { checkpoints }).models.checkpoint).toBe('sdxl.safetensors')
    const own = found({ projectCheckpoints: ['closed-xl'] }, { checkpoints })
    expect(own.models.checkpoint).toBe('closed-xl.safetensors')
    expect(own.uses).toMatchObject([{ name: 'closed-xl', commercial: 'no' }])
  })

  it('takes sounds from models of sounds, for the type that they are meant for, with what they need', () => {
    const models = {
      checkpoints: ['tunes.safetensors', 'noises.safetensors', 'sdxl.safetensors'],
      clip: ['reader_b.safetensors'],
    }
    expect(found({ assetType: 'music' }, models).models.checkpoint).toBe('tunes.safetensors')
    const noises = found({ assetType: 'sfx' }, models)
    expect(noises.models).toEqual({ checkpoint: 'noises.safetensors', loras: [] })
    expect(noises.uses.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'audio noises',
      'text-encoder reader',
    ])
    expect(choose({ assetType: 'sfx' }, { checkpoints: ['noises.safetensors'] })).toMatchObject({
      found: false,
      reason: expect.stringContaining('reader.safetensors (folder text_encoders)') as string,
    })
  })

  it('says what is there when nothing fits', () => {
    expect(choose({}, {})).toMatchObject({ found: false, reason: 'the server has no checkpoint at all' })
    const odd = choose({ assetType: 'music' }, { checkpoints: ['mystery.safetensors'] })
    expect(odd).toMatchObject({
      found: false,
      reason: expect.stringContaining('mystery.safetensors') as string,
    })
    expect(choose({}, { checkpoints: ['flux1-dev.safetensors'] }).found).toBe(false)
  })

  it('takes a file whose family nothing tells only where there is no other, as SD 1.5, and says so', () => {
    const checkpoints = ['a-mystery.safetensors', 'tiny_sd15.safetensors']
    expect(found({}, { checkpoints }).models.checkpoint).toBe('tiny_sd15.safetensors')
    const alone = { checkpoints: ['a-mystery.safetensors'] }
    for (const choice of [found({}, alone), found({ generation: { checkpoint: 'a-mystery' } }, alone)]) {
      expect(choice.base).toBe('sd15')
      expect(choice.uses).toMatchObject([{ licence: null, commercial: 'unknown' }])
      expect(choice.reasons.join('\n')).toMatch(/nothing tells its family.*own\.json/)
    }
  })

  it('reads the family of an unknown file from its header', () => {
    const choice = chooseCheckpoint(wish, makeCatalogue(), {
      models: { checkpoints: ['mystery.safetensors'] },
      metadata: {
        'checkpoints/mystery.safetensors': { 'modelspec.architecture': 'stable-diffusion-xl-v1-base' },
      },
    })
    expect(choice).toMatchObject({ found: true, base: 'sdxl' })
  })

  it('uses a named checkpoint as it is, and names the place of one that is missing', () => {
    const checkpoints = ['sdxl.safetensors', 'sd15.safetensors']
    expect(found({ generation: { checkpoint: 'SD15' } }, { checkpoints }).base).toBe('sd15')
    expect(choose({ generation: { checkpoint: 'closed-xl' } }, { checkpoints })).toMatchObject({
      found: false,
      hint: expect.stringContaining('https://models.example/closed-xl') as string,
    })
  })
})

describe('LoRAs', () => {
  const checkpoints = ['sdxl.safetensors']

  it('keep the order of the policy, and leave out other families and scopes', () => {
    const loras = ['pixels.safetensors', 'ours-xl.safetensors', 'old_sd15.safetensors']
    const use = (name: string) => ({ name, weight: 0.5 })
    const change = {
      loras: [use('ours-xl'), use('old_sd15'), use('pixels')],
      baselineLoras: ['pixels'],
      loraSelection: ['baseline', 'project'] as const,
    }
    const choice = found(change, { checkpoints, loras })
    expect(choice.models.loras.map(({ name }) => name)).toEqual(['pixels.safetensors', 'ours-xl.safetensors'])
    expect(choice.reasons.join('\n')).toMatch(/old_sd15 is left out: it is for sd15/)
    const only = found({ ...change, loraSelection: ['project'] }, { checkpoints, loras })
    expect(only.models.loras.map(({ name }) => name)).toEqual(['ours-xl.safetensors'])
    expect(modelKeyOf(only.models)).not.toBe(modelKeyOf(choice.models))
  })

  it('that are named and not there stop the choice, with their folder', () => {
    expect(choose({ loras: [{ name: 'ours-xl', weight: 1 }] }, { checkpoints })).toMatchObject({
      found: false,
      reason: 'the server lacks LoRA ours-xl (folder loras)',
    })
  })

  it('come by themselves for pixel art alone, unless the bytes are other ones or the licence forbids it', () => {
    const models = { checkpoints, loras: ['pixels.safetensors'] }
    const choice = found({}, models)
    expect(choice.models.loras).toEqual([{ name: 'pixels.safetensors', weight: 0.8 }])
    expect(choice.triggerWords).toEqual(['pixel art'])
    expect(found({ isPixelArt: false }, models).models.loras).toEqual([])
    const files = [
      { folder: 'loras', file: 'pixels.safetensors', sha256: 'f'.repeat(64), bytes: 1, changedMs: 0 },
    ]
    expect(found({}, models, { ...makeCatalogue(), files }).models.loras).toEqual([])
    const closed = makeCatalogue([{ name: 'pixels', commercial: 'no' }])
    expect(found({}, models, closed).models.loras).toEqual([])
  })

  it('that make fewer steps do decide about steps, cfg and sampler, and the spec over them', () => {
    const models = { checkpoints, loras: ['quick.safetensors'] }
    const loras = [{ name: 'quick', weight: 1 }]
    const quick = { steps: 8, cfg: 1.5, sampler: 'lcm', scheduler: 'sgm_uniform' }
    expect(found({ loras }, models).parameters).toMatchObject(quick)
    expect(found({ loras, stage: 'draft' }, models).parameters).toMatchObject({ ...quick, width: 512 })
    const generation = { steps: 12, sampler: 'DPM++ 2M SDE Karras' }
    expect(found({ loras, generation }, models).parameters).toMatchObject({
      ...{ steps: 12, cfg: 1.5, sampler: 'dpmpp_2m_sde', scheduler: 'karras' },
    })
  })
})

describe('parameters', () => {
  it('have the proportions of the asset on a grid of 64, and drafts are small', () => {
    const models = { checkpoints: ['sdxl.safetensors'] }
    const size = { width: 96, height: 24 }
    // At most twice as wide as high.
    expect(found({ size }, models).parameters).toMatchObject({ width: 1472, height: 704 })
    expect(found({ size, stage: 'draft' }, models).parameters).toMatchObject({
      width: 704,
      height: 384,
      steps: 20,
    })
    expect(found({ sideMaxPx: 768 }, models).parameters).toMatchObject({ width: 768, height: 768 })
    expect(found({ generation: { width: 640, height: 960 } }, models).parameters).toMatchObject({
      width: 640,
    })
  })

  it('leave out a sampler that is none, and say so', () => {
    const { parameters, reasons } = found(
      { generation: { sampler: 'magic' } },
      { checkpoints: ['sdxl.safetensors'] },
    )
    expect(parameters.sampler).toBe('dpmpp_2m')
    expect(reasons.join('\n')).toContain('"magic" is no sampler of ComfyUI')
  })
})
