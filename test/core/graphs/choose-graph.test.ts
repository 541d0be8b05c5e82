import { beforeAll, describe, expect, it } from 'vitest'
import { readGraphs } from '../../../adapters/comfyui/graph-files.js'
import {
  chooseGraph,
  graphTaskOf,
  type GraphServer,
  type GraphWish,
} from '../../../core/graphs/choose-graph.js'
import type { StoredGraph } from '../../../core/graphs/graph-shelf.js'
import { everyFolder, serverWith } from './node-table.js'

const packClasses = ['IPAdapter', 'IPAdapterUnifiedLoader', 'BiRefNetRMBG']
const stock: GraphServer = {
  nodeClasses: [...serverWith().keys()].filter((name) => !packClasses.includes(name)),
  models: everyFolder,
}
let graphs: readonly StoredGraph[]
beforeAll(async () => {
  graphs = (await readGraphs({ home: 'no-such-home' })).graphs
})

describe('choosing a graph', () => {
  it('takes the task from what an asset is', () => {
    const subject = { assetType: 'prop', frames: 1, seamless: false, stage: 'final' } as const
    expect(graphTaskOf(subject)).toBe('sprite')
    expect(graphTaskOf({ ...subject, stage: 'draft' })).toBe('sprite-draft')
    expect(graphTaskOf({ ...subject, frames: 4, stage: 'draft' })).toBe('frames')
    expect(graphTaskOf({ ...subject, assetType: 'tile', seamless: true })).toBe('tile')
    expect([
      graphTaskOf({ ...subject, assetType: 'sfx' }),
      graphTaskOf({ ...subject, assetType: 'music' }),
    ]).toEqual(['sfx', 'music'])
  })

  it.each<[Partial<GraphWish>, string]>([
    [{ task: 'sprite', base: 'sdxl' }, 'sprite-sdxl'],
    [{ task: 'sprite-draft', base: 'sd15' }, 'sprite-draft-sd15'],
    [{ task: 'tile', base: 'sdxl' }, 'tile-sdxl'],
    [{ task: 'frames', base: 'sdxl', frames: 8 }, 'frames-sdxl'],
    [
      {
        task: 'frames',
        base: 'sd15',
        frames: 8,
        given: ['positive', 'seed', 'framePositive', 'frameSeeds', 'poses', 'controlnet', 'checkpoint'],
      },
      'frames-pose-sd15',
    ],
    [{ task: 'sfx', base: 'audio' }, 'sfx'],
    [{ task: 'music', base: 'audio' }, 'music'],
    [{ task: 'cutout', base: null, given: ['image'] }, 'cutout'],
    [{ task: 'upscale', base: 'sdxl', given: ['image', 'outWidth', 'outHeight'] }, 'upscale'],
    [{ task: 'sprite', base: 'sdxl', name: 'batch-sdxl' }, 'batch-sdxl'],
  ])('for %j it is %s', (wish, name) => {
    const choice = chooseGraph({ task: 'sprite', frames: 1, base: 'sdxl', ...wish }, stock, graphs)
    expect(choice).toMatchObject({ found: true, template: { bindings: { name } } })
  })

  it('says that SD 1.5 was taken because there is no SDXL checkpoint, and only then', () => {
    const wish = { task: 'sprite', frames: 1, base: 'sd15' } as const
    expect(chooseGraph({ ...wish, bases: ['sd15'] }, stock, graphs)).toMatchObject({
      template: { bindings: { name: 'sprite-sd15' } },
      reasons: ['graph sprite-sd15@1 for SD 1.5: the server has no SDXL checkpoint'],
    })
    const named = chooseGraph({ ...wish, bases: ['sd15', 'sdxl'] }, stock, graphs)
    expect(named).toMatchObject({ found: true, reasons: [expect.not.stringContaining('no SDXL')] })
  })

  it('passes over what a server cannot run and says why; none is told with the pack that is missing', () => {
    const older = {
      ...stock,
      nodeClasses: [...stock.nodeClasses.filter((name) => name !== 'RemoveBackground'), 'BiRefNetRMBG'],
    }
    const cutout = chooseGraph({ task: 'cutout', frames: 1, base: null, given: ['image'] }, older, graphs)
    expect(cutout).toMatchObject({ found: true, template: { bindings: { name: 'cutout-rmbg' } } })
    expect('reasons' in cutout && cutout.reasons[1]).toContain('RemoveBackground')
    const reference = chooseGraph(
      {
        task: 'reference',
        frames: 1,
        base: 'sdxl',
        given: ['image', 'positive', 'seed', 'width', 'height', 'checkpoint'],
      },
      stock,
      graphs,
    )
    expect(reference).toMatchObject({
      found: false,
      reason: expect.stringContaining('ComfyUI_IPAdapter_plus') as string,
    })
    const bare = { ...stock, models: { checkpoints: ['a.safetensors'] } }
    expect(chooseGraph({ task: 'sfx', frames: 1, base: 'audio' }, bare, graphs)).toMatchObject({
      found: false,
      reason: 'sfx@1 needs t5-base.safetensors in models/text_encoders',
    })
    expect(chooseGraph({ task: 'frames', frames: 65, base: 'sdxl' }, stock, graphs)).toMatchObject({
      found: false,
    })
    expect(chooseGraph({ task: 'sprite', frames: 1, base: 'flux' }, stock, graphs)).toEqual({
      found: false,
      reason: 'no graph for the task sprite is for a checkpoint of flux',
      hint: expect.stringContaining('graph import') as string,
    })
  })

  it("takes a user's own graph first, unless it has to be given what nobody gives", () => {
    const sprite = graphs.find(({ bindings }) => bindings.name === 'sprite-sdxl')!
    const own = (name: string, inputs: StoredGraph['bindings']['inputs']): StoredGraph => ({
      ...sprite,
      origin: 'own',
      bindings: { ...sprite.bindings, name, inputs },
    })
    const { inputs } = sprite.bindings
    const mine = own('mine', inputs)
    const odd = own('a-odd', { ...inputs, mood: { kind: 'text', targets: [], maxLength: 9 } })
    const choice = chooseGraph({ task: 'sprite', frames: 1, base: 'sdxl' }, stock, [...graphs, odd, mine])
    expect(choice).toMatchObject({ template: { bindings: { name: 'mine' } } })
    expect('reasons' in choice && choice.reasons[1]).toBe('passed over: a-odd@1 has to be given more: mood')
  })
})
