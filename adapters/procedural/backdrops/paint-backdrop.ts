import type { SpecFrame } from '../../../core/spec/spec-frames.js'
import { poseOf } from '../motion.js'
import { readPrompt } from '../noun.js'
import type { NativePicture, NativeRequest } from '../native-picture.js'
import type { PaletteRamps } from '../palette-ramps.js'
import { SceneCanvas } from './scene-canvas.js'
import { paintFeature } from './scene-features.js'
import type { ScenePlan } from './scene-plan.js'
import { planScene } from './scene-plan.js'

/** Layers of a scene that nobody asked to be apart. */
const ownLayers = ['sky', 'far', 'middle', 'near']

/**
 * A whole scene. States are its layers from far to near in one strip: the first fills its frame, the others let it
 * show through, and each repeats from side to side. Animations scroll the layers by whole widths, near ones faster.
 */
export function paintBackdrop(request: NativeRequest, ramps: PaletteRamps): NativePicture {
  const { width, height } = request.nativeSize
  const { words } = readPrompt(request.prompt)
  const frames = request.frames !== undefined && request.frames.length > 1 ? request.frames : []
  const states = frames.filter(({ animation }) => animation === null).map(({ name }) => name)
  if (states.length > 1) {
    const layers = paintLayers(planScene(words, request.seed, states), width, height)
    return {
      ...sideBySide(
        layers.map((layer) => layer.resolve(ramps)),
        width,
        height,
      ),
      ramps,
    }
  }
  const layers = paintLayers(planScene(words, request.seed, ownLayers), width, height)
  const moments: readonly (SpecFrame | null)[] = frames.length > 1 ? frames : [null]
  const pictures = moments.map((frame) => flat(layers, frame, ramps))
  return { ...sideBySide(pictures, width, height), ramps }
}

function paintLayers(
  { hour, ground, features, salt }: ScenePlan,
  width: number,
  height: number,
): SceneCanvas[] {
  const nearest = Math.max(1, features.length - 1)
  return features.map((feature, at) => {
    const canvas = new SceneCanvas(width, height)
    const depth = nearest === 1 ? at : Math.max(0, (at - 1) / (nearest - 1))
    paintFeature[feature]({ canvas, depth, hour, ground, salt: salt + at * 101 })
    return canvas
  })
}

function flat(layers: readonly SceneCanvas[], frame: SpecFrame | null, ramps: PaletteRamps): Uint16Array {
  if (frame === null) return SceneCanvas.flatten(layers).resolve(ramps)
  const { phase } = poseOf(frame, 'flow')
  const picture = layers[0]!.resolve(ramps)
  layers.slice(1).forEach((layer, at) => {
    const shift = layer.width - Math.round(phase * layer.width * (at + 1))
    layer.resolve(ramps, ((shift % layer.width) + layer.width) % layer.width).forEach((pixel, i) => {
      if (pixel !== 0) picture[i] = pixel
    })
  })
  return picture
}

function sideBySide(
  pictures: readonly Uint16Array[],
  width: number,
  height: number,
): Omit<NativePicture, 'ramps'> {
  const total = width * pictures.length
  const pixels = new Uint16Array(total * height)
  pictures.forEach((picture, at) => {
    for (let y = 0; y < height; y++)
      pixels.set(picture.subarray(y * width, (y + 1) * width), y * total + at * width)
  })
  return { width: total, height, pixels }
}
