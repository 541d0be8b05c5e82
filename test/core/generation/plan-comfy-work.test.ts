import { beforeAll, describe, expect, it } from 'vitest'
import { readGraphs } from '../../../adapters/comfyui/graph-files.js'
import { readModelCatalogue } from '../../../adapters/models/read-model-catalogue.js'
import { planComfyWork, type ComfyPlanInput } from '../../../core/generation/plan-comfy-work.js'
import { graphHashOf, type GraphTemplate } from '../../../core/graphs/graph-template.js'
import type { ModelCatalogue } from '../../../core/models/merge-catalogue.js'
import { buildSpec } from '../../support/catalogue-scenario.js'
import { everyFolder, serverWith } from '../graphs/node-table.js'

const packs = ['IPAdapter', 'IPAdapterUnifiedLoader', 'BiRefNetRMBG']
const everyClass = [...serverWith().keys()]
const stock = { nodeClasses: everyClass.filter((name) => !packs.includes(name)), models: everyFolder }
const onlySd15 = { ...stock, models: { checkpoints: ['v1-5-pruned-emaonly-fp16.safetensors'] } }
const sha256 = 'a'.repeat(64)
let templates: readonly GraphTemplate[]
let catalogue: ModelCatalogue

beforeAll(async () => {
  templates = (await readGraphs({ home: 'no-such-home' })).graphs
  catalogue = (await readModelCatalogue('no-such-home')).catalogue
})

function plan(change: Partial<ComfyPlanInput> = {}) {
  return planComfyWork({ spec: buildSpec('hero'), facts: stock, templates, catalogue, ...change })
}

function graphOf(change: Partial<ComfyPlanInput> = {}): string {
  const made = plan(change)
  return made.found ? made.graph.name : made.reason
}

describe('planning work for a ComfyUI', () => {
  it('paints drafts small with few steps, and finals as large as the machine does', () => {
    expect(plan()).toMatchObject({ graph: { name: 'sprite-sdxl' }, values: { width: 1024, steps: 30 } })
    const draft = plan({ stage: 'draft' })
    expect(draft).toMatchObject({ graph: { name: 'sprite-draft-sdxl' }, values: { width: 512, steps: 20 } })
    expect(plan({ sideMaxPx: 768 })).toMatchObject({ values: { width: 768, height: 768 } })
  })

  it('takes an SD 1.5 graph where no SDXL checkpoint is there, and says so', () => {
    const made = plan({ facts: onlySd15 })
    expect(made).toMatchObject({ found: true, graph: { name: 'sprite-sd15' }, values: { width: 512 } })
    expect(made.found && made.reasons.filter((one) => one.includes('no SDXL checkpoint'))).toHaveLength(2)
  })

  it('lets a model remove the background that is asked for; where none can, the colours do, and it says why', () => {
    const spec = { ...buildSpec('hero'), cutout: 'model' as const }
    const removers = (files: string[], nodeClasses = everyClass) => ({
      ...{ nodeClasses, models: { ...everyFolder, background_removal: files } },
    })
    const both = ['RMBG-2.0.safetensors', 'birefnet.safetensors']
    expect(plan({ spec, facts: removers(both) })).toMatchObject({
      cutout: { graph: { name: 'cutout' }, values: { model: 'birefnet.safetensors' } },
    })
    const onlyRmbg = removers(['RMBG-2.0.safetensors'])
    expect(plan({ spec, facts: onlyRmbg })).toMatchObject({
      cutout: { values: { model: 'RMBG-2.0.safetensors' }, uses: [{ licence: 'CC-BY-NC-4.0' }] },
    })
    // Another one that may be sold comes with the pack.
    expect(plan({ spec, facts: onlyRmbg, commercial: true })).toMatchObject({
      cutout: { graph: { name: 'cutout-rmbg' }, uses: [{ name: 'birefnet', commercial: 'yes' }] },
    })
    const without = everyClass.filter((name) => name !== 'BiRefNetRMBG' && name !== 'RemoveBackground')
    const none = plan({ spec, facts: removers(both, without) })
    expect(none).toMatchObject({ found: true, graph: { name: 'sprite-sdxl' } })
    expect(none.found && [none.cutout, none.reasons.at(-1)]).toEqual([
      undefined,
      expect.stringMatching(
        /by its colours and not by a model, since cutout@1 needs nodes .*RemoveBackground/,
      ),
    ])
    for (const change of [
      { stage: 'draft' as const },
      { spec: { ...spec, background: 'opaque' as const } },
    ]) {
      const made = plan({ spec, facts: removers(both), ...change })
      expect(made.found && made.cutout).toBeUndefined()
    }
  })

  it('begins from a picture as its source says; the job has its own before its spec', () => {
    const spec = { ...buildSpec('hero'), reference: { sha256, use: 'variation' as const } }
    expect(graphOf({ spec })).toBe('variation')
    const adjust = { source: { sha256, use: 'inpaint' as const, mask: sha256 } }
    expect(graphOf({ spec, adjust })).toBe('inpaint')
    const noises = { ...spec, assetType: 'sfx' as const }
    expect(graphOf({ spec: noises })).toContain('sounds from words alone')
  })

  it('enlarges without a checkpoint, on a queue of the upscaler', () => {
    const spec = { ...buildSpec('hero'), reference: { sha256, use: 'upscale' as const } }
    const models = { upscale_models: ['4x-UltraSharp.pth', 'RealESRGAN_x4plus_anime_6B.pth'] }
    expect(plan({ spec, facts: { ...stock, models } })).toMatchObject({
      graph: { name: 'upscale' },
      models: { checkpoint: 'RealESRGAN_x4plus_anime_6B.pth', loras: [] },
      values: { model: 'RealESRGAN_x4plus_anime_6B.pth' },
      uses: [{ kind: 'upscaler', commercial: 'yes' }],
    })
    expect(graphOf({ spec, facts: onlySd15 })).toContain('RealESRGAN_x4plus.pth in models/upscale_models')
  })

  it('looks at a reference with IP-Adapter and its files, and paints it over where one is missing', () => {
    const reference = { sha256, use: 'reference' as const, strength: 0.8 }
    const spec = { ...buildSpec('hero'), reference }
    const files = {
      ...{ ipadapter: ['ip-adapter-plus_sdxl_vit-h.safetensors'] },
      clip_vision: ['CLIP-ViT-H-14-laion2B-s32B-b79K.safetensors'],
    }
    const whole = { nodeClasses: everyClass, models: { ...everyFolder, ...files } }
    const looked = plan({ spec, facts: whole })
    expect(looked).toMatchObject({ graph: { name: 'reference' } })
    expect(looked.found && looked.uses.map(({ name }) => name).slice(-2)).toEqual([
      ...['ip-adapter-plus-sdxl', 'clip-vision-vit-h'],
    ])
    const bare = plan({ spec, facts: { ...whole, models: everyFolder } })
    expect(bare).toMatchObject({ graph: { name: 'variation' }, values: { denoise: 0.6 } })
    expect(bare.found && bare.reasons).toEqual(
      expect.arrayContaining([
        expect.stringContaining('60 % of it may change'),
        expect.stringContaining('passed over: reference@1 needs an IP-Adapter'),
      ]),
    )
    expect(plan({ spec })).toMatchObject({ graph: { name: 'variation' } })
  })

  it('holds the poses of frames with a ControlNet of the family, where poses and one are there', () => {
    const walk = { name: 'walk', frames: 4, fps: 8, loop: true }
    const spec = { ...buildSpec('hero'), animations: [walk] }
    const models = { ...onlySd15.models, controlnet: ['control_v11p_sd15_openpose_fp16.safetensors'] }
    const facts = { ...stock, models }
    expect(graphOf({ spec, facts })).toBe('frames-sd15')
    expect(plan({ spec, facts, posed: true })).toMatchObject({
      graph: { name: 'frames-pose-sd15' },
      values: { controlnet: 'control_v11p_sd15_openpose_fp16.safetensors' },
      uses: [{ kind: 'checkpoint' }, { kind: 'controlnet', name: 'openpose-sd15' }],
    })
    const other = { ...onlySd15.models, controlnet: ['OpenPoseXL2.safetensors'] }
    expect(graphOf({ spec, facts: { ...stock, models: other }, posed: true })).toBe('frames-sd15')
  })

  it('takes only what may be sold into a game that is sold, and names every model that may not', () => {
    const models = { checkpoints: ['dreamshaper_8.safetensors', 'v1-5-pruned-emaonly.safetensors'] }
    expect(plan({ facts: { ...stock, models }, commercial: true })).toMatchObject({
      models: { checkpoint: 'v1-5-pruned-emaonly.safetensors' },
    })
    const unknown = { checkpoints: ['dreamshaper_8.safetensors'], loras: ['mine.safetensors'] }
    const spec = { ...buildSpec('hero'), loras: [{ name: 'mine', weight: 1 }] }
    const refused = graphOf({ spec, facts: { ...stock, models: unknown }, commercial: true })
    expect(refused).toContain('dreamshaper_8.safetensors')
    expect(refused).toContain('mine.safetensors')
  })

  it("follows a project's own checkpoints, and passes over a graph that its server would refuse", () => {
    const models = { checkpoints: ['a-xl.safetensors', 'sd_xl_base_1.0.safetensors'] }
    const facts = { ...stock, models }
    expect(plan({ facts, projectCheckpoints: ['a-xl'] })).toMatchObject({
      models: { checkpoint: 'a-xl.safetensors' },
    })
    const sprite = templates.find(({ bindings }) => bindings.name === 'sprite-sdxl')!
    const refusals = { [graphHashOf(sprite)]: 'node 5: "sampler_name" of KSampler is unknown' }
    expect(graphOf({ facts: { ...facts, refusals } })).toContain('would be refused by the server: node 5')
  })
})
