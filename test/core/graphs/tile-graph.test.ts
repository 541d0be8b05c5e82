import { beforeAll, describe, expect, it } from 'vitest'
import { readGraphs } from '../../../adapters/comfyui/graph-files.js'
import { bindGraph } from '../../../core/graphs/bind-graph.js'
import type { ComfyGraph } from '../../../core/graphs/comfy-graph.js'
import type { StoredGraph } from '../../../core/graphs/graph-shelf.js'
import { sampleValues } from './sample-values.js'

/** One value a pixel, 0 to 1: pictures and masks alike. */
interface Field {
  readonly width: number
  readonly height: number
  readonly at: (x: number, y: number) => number
}

const side = 256
let graphs: readonly StoredGraph[]
beforeAll(async () => {
  graphs = (await readGraphs({ home: 'no-such-home' })).graphs
})

describe.each(['tile-sdxl', 'tile-sd15'])('%s', (name) => {
  it('gives a picture whose opposite edges continue each other, whatever the model painted', () => {
    const template = graphs.find(({ bindings }) => bindings.name === name)!
    const { graph } = bindGraph(template, {
      ...sampleValues(template),
      width: side,
      height: side,
      outWidth: side,
      outHeight: side,
    })
    // A ramp across and down: a step of a half at each edge when it is laid side by side.
    const painted = field(side, side, (x, y) => (x + y) / (2 * side))
    expect(worstStep(painted)).toBeGreaterThan(0.45)
    const tile = evaluate(graph, '70', painted)
    expect([tile.width, tile.height]).toEqual([side, side])
    expect(worstStep(tile)).toBeLessThan(0.06)
    // Each of the three mendings is needed: the first leaves the seam below, the second the ends of its own.
    expect(worstStep(evaluate(graph, '21', painted))).toBeGreaterThan(0.4)
    expect(worstStep(evaluate(graph, '41', painted))).toBeGreaterThan(0.1)
    // Most of what the model painted is still there.
    expect(valuesOf(tile).filter((value) => value !== 0.5).length).toBeGreaterThan((side * side) / 3)
  })
})

/**
 * The stock nodes of these graphs on plain numbers, as ComfyUI computes them; a masked sampler paints grey. The feather
 * of the right and lower edges begins at -0, which is the first column, as in ComfyUI.
 */
function evaluate(graph: ComfyGraph, id: string, painted: Field): Field {
  const known = new Map<string, Field>()
  const take = (link: unknown): Field => {
    const node = String((link as readonly unknown[])[0])
    const found = known.get(node) ?? solid(run(node))
    known.set(node, found)
    return found
  }
  const run = (node: string): Field => {
    const { class_type: type, inputs } = graph[node]!
    const number = (field: string) => Number(inputs[field])
    switch (type) {
      case 'KSampler': {
        const [latent] = inputs['latent_image'] as unknown as readonly [string]
        return graph[latent]!.class_type === 'SetLatentNoiseMask' ? field(side, side, () => 0.5) : painted
      }
      case 'VAEDecode':
        return take(inputs['samples'])
      case 'ImageScale': {
        const image = take(inputs['image'])
        expect([image.width, image.height]).toEqual([inputs['width'], inputs['height']])
        return image
      }
      case 'ImageCrop': {
        const image = take(inputs['image'])
        return field(number('width'), number('height'), (x, y) => image.at(x + number('x'), y + number('y')))
      }
      case 'ImageStitch': {
        const [first, second] = [take(inputs['image1']), take(inputs['image2'])]
        return inputs['direction'] === 'right'
          ? field(first.width + second.width, first.height, (x, y) =>
              x < first.width ? first.at(x, y) : second.at(x - first.width, y),
            )
          : field(first.width, first.height + second.height, (x, y) =>
              y < first.height ? first.at(x, y) : second.at(x, y - first.height),
            )
      }
      case 'SolidMask':
        return field(number('width'), number('height'), () => number('value'))
      case 'FeatherMask':
        return feather(take(inputs['mask']), number)
      case 'MaskComposite': {
        const [under, over] = [take(inputs['destination']), take(inputs['source'])]
        const within = (x: number, y: number) => x >= 0 && y >= 0 && x < over.width && y < over.height
        return field(under.width, under.height, (x, y) => {
          const [dx, dy] = [x - number('x'), y - number('y')]
          return Math.min(1, under.at(x, y) + (within(dx, dy) ? over.at(dx, dy) : 0))
        })
      }
      case 'ImageCompositeMasked': {
        const [under, over, mask] = [
          take(inputs['destination']),
          take(inputs['source']),
          take(inputs['mask']),
        ]
        expect([mask.width, mask.height]).toEqual([side, side])
        return field(
          under.width,
          under.height,
          (x, y) => under.at(x, y) * (1 - mask.at(x, y)) + over.at(x, y) * mask.at(x, y),
        )
      }
      default:
        throw new Error(`no such node here: ${type}`)
    }
  }
  return take([id, 0])
}

function feather(mask: Field, number: (field: string) => number): Field {
  const values = valuesOf(mask)
  const scale = (count: number, place: (at: number) => number[]) => {
    for (let at = 0; at < count; at += 1)
      for (const index of place(at)) values[index] = (values[index] ?? 0) * ((at + 1) / count)
  }
  const column = (x: number) =>
    Array.from({ length: mask.height }, (_, y) => y * mask.width + ((x + mask.width) % mask.width))
  const row = (y: number) =>
    Array.from({ length: mask.width }, (_, x) => ((y + mask.height) % mask.height) * mask.width + x)
  scale(number('left'), column)
  scale(number('right'), (at) => column(-at))
  scale(number('top'), row)
  scale(number('bottom'), (at) => row(-at))
  return field(mask.width, mask.height, (x, y) => values[y * mask.width + x] ?? 0)
}

/** The largest difference of neighbours, those across the edges of the next copy among them. */
function worstStep({ width, height, at }: Field): number {
  let worst = 0
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1)
      worst = Math.max(
        worst,
        Math.abs(at(x, y) - at((x + 1) % width, y)),
        Math.abs(at(x, y) - at(x, (y + 1) % height)),
      )
  return worst
}

function field(width: number, height: number, at: Field['at']): Field {
  return { width, height, at }
}

/** Computed once: nodes take from one another more than once. */
function solid(lazy: Field): Field {
  const values = valuesOf(lazy)
  return field(lazy.width, lazy.height, (x, y) => values[y * lazy.width + x] ?? 0)
}

function valuesOf({ width, height, at }: Field): number[] {
  return Array.from({ length: width * height }, (_, index) => at(index % width, Math.floor(index / width)))
}
