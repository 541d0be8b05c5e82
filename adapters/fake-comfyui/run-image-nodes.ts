import { removeBackground } from '../../core/cutout/remove-background.js'
import { mirrorRaster } from '../../core/raster/mirror-raster.js'
import type { Raster } from '../../core/raster/raster.js'
import { copyRaster } from '../../core/raster/blit-raster.js'
import type { NodeContext, NodeRun } from './node-context.js'
import { NodeFailure, numberOf, textOf, valueOf, type ModelValue } from './node-values.js'
import {
  composePictures,
  cutPicture,
  greyPicture,
  mapPicture,
  plainPicture,
  resizePicture,
  stitchPictures,
  turnPicture,
} from './picture-work.js'

type Inputs = NodeContext['inputs']

const pictures = (inputs: Inputs, name: string): readonly Raster[] => valueOf(inputs[name], 'image').pictures
const mask = (inputs: Inputs, name: string): Raster => valueOf(inputs[name], 'mask').pictures[0]!
const imageOf = (made: readonly Raster[]) => ({ outputs: [{ kind: 'image' as const, pictures: made }] })
const maskOf = (made: Raster) => ({ outputs: [{ kind: 'mask' as const, pictures: [made] }] })

const changeImage =
  (change: (picture: Raster, inputs: Inputs) => Raster, field = 'image'): NodeRun =>
  ({ inputs }) =>
    imageOf(pictures(inputs, field).map((picture) => change(picture, inputs)))

function flipped(picture: Raster, inputs: Inputs): Raster {
  return mirrorRaster(picture, textOf(inputs['flip_method']).startsWith('x') ? 'vertical' : 'horizontal')
}

function turned(picture: Raster, inputs: Inputs): Raster {
  let out = picture
  for (let turn = 0; turn < Math.round((Number.parseInt(textOf(inputs['rotation']), 10) || 0) / 90); turn++)
    out = turnPicture(out)
  return out
}

/** A share of each, channel by channel; batches of other lengths do not go together. */
const blend: NodeRun = ({ inputs }) => {
  const [first, second] = [pictures(inputs, 'image1'), pictures(inputs, 'image2')]
  if (first.length !== second.length && first.length !== 1 && second.length !== 1)
    throw new NodeFailure(
      'RuntimeError',
      `The size of tensor a (${first.length}) must match the size of tensor b (${second.length}) at non-singleton dimension 0`,
    )
  const share = numberOf(inputs['blend_factor'])
  const mode = textOf(inputs['blend_mode'])
  const mix = (one: number, other: number): number => {
    if (mode === 'multiply') return (one * other) / 255
    if (mode === 'screen') return 255 - ((255 - one) * (255 - other)) / 255
    return mode === 'difference' ? Math.abs(one - other) : other
  }
  const count = Math.max(first.length, second.length)
  return imageOf(
    Array.from({ length: count }, (_, index) => {
      const one = first[index % first.length]!
      const other = resizePicture(second[index % second.length]!, one, 'lanczos', 'center')
      return mapPicture(one, (value, at) => value * (1 - share) + mix(value, other.data[at]!) * share)
    }),
  )
}

/** How many times larger an upscaler makes a picture, by what its file says: `4x-...`, `..._x4`; else 4. */
function factorOf({ name }: ModelValue): number {
  const told = /(?:^|[^0-9])([248])x|x([248])/i.exec(name)
  return Number(told?.[1] ?? told?.[2] ?? 4)
}

function alphaOf(picture: Raster, inverted: boolean): Raster {
  const out = copyRaster(picture)
  for (let at = 0; at < out.data.length; at += 4) {
    const alpha = picture.data[at + 3]!
    out.data.fill(inverted ? 255 - alpha : alpha, at, at + 3)
    out.data[at + 3] = 255
  }
  return out
}

function opaque(picture: Raster): Raster {
  const out = copyRaster(picture)
  for (let at = 3; at < out.data.length; at += 4) out.data[at] = 255
  return out
}

function channelOf(picture: Raster, channel: string): Raster {
  const index = ['red', 'green', 'blue', 'alpha'].indexOf(channel)
  const out = copyRaster(picture)
  for (let at = 0; at < out.data.length; at += 4) {
    out.data.fill(picture.data[at + Math.max(0, index)]!, at, at + 3)
    out.data[at + 3] = 255
  }
  return out
}

/** The image and, as its mask, what is clear of it: a mask is light where alpha is dark. */
const loadImage: NodeRun = async (context) => {
  const picture = await readInput(context)
  return {
    outputs: [
      { kind: 'image', pictures: [opaque(picture)] },
      { kind: 'mask', pictures: [alphaOf(picture, true)] },
    ],
  }
}

async function readInput({ inputs, files, artists }: NodeContext): Promise<Raster> {
  const name = textOf(inputs['image'])
  const bytes = await files.input(name)
  if (bytes === null)
    throw new NodeFailure('FileNotFoundError', `[Errno 2] No such file or directory: '${name}'`)
  return await artists.codec.decodePng(bytes).catch(() => {
    throw new NodeFailure('PIL.UnidentifiedImageError', `cannot identify image file 'input/${name}'`)
  })
}

/** The source at x, y on the destination; what is not under it stays. */
const composeMasks: NodeRun = ({ inputs }) => {
  const [below, above] = [mask(inputs, 'destination'), mask(inputs, 'source')]
  const [left, top] = [numberOf(inputs['x']), numberOf(inputs['y'])]
  const join = joinOf(textOf(inputs['operation']))
  return maskOf(
    mapPicture(below, (value, at) => {
      const x = ((at >> 2) % below.width) - left
      const y = Math.floor((at >> 2) / below.width) - top
      const isUnder = x >= 0 && y >= 0 && x < above.width && y < above.height
      return isUnder ? join(value, above.data[(y * above.width + x) * 4]!) : value
    }),
  )
}

function joinOf(operation: string): (value: number, other: number) => number {
  if (operation === 'add') return (value, other) => value + other
  if (operation === 'subtract') return (value, other) => value - other
  if (operation === 'or') return (value, other) => Math.max(value, other)
  if (operation === 'xor') return (value, other) => Math.abs(value - other)
  return (value, other) => (value * other) / 255
}

/** Towards each side the mask gets darker over that many pixels. */
const featherMask: NodeRun = ({ inputs }) => {
  const given = mask(inputs, 'mask')
  const { width, height } = given
  const ramp = (away: number, reach: number) => (reach > 0 ? Math.min(1, (away + 1) / reach) : 1)
  const [left, right] = [numberOf(inputs['left']), numberOf(inputs['right'])]
  const [top, bottom] = [numberOf(inputs['top']), numberOf(inputs['bottom'])]
  return maskOf(
    mapPicture(given, (value, at) => {
      const x = (at >> 2) % width
      const y = Math.floor((at >> 2) / width)
      return value * ramp(x, left) * ramp(width - 1 - x, right) * ramp(y, top) * ramp(height - 1 - y, bottom)
    }),
  )
}

/** Grown or shrunk by a square of that many pixels. */
const growMask: NodeRun = ({ inputs }) => {
  const reach = Math.max(-growMaxPx, Math.min(growMaxPx, numberOf(inputs['expand'])))
  let grown = mask(inputs, 'mask')
  for (let step = 0; step < Math.abs(reach); step++) grown = growOnce(grown, reach > 0)
  return maskOf(grown)
}

const growMaxPx = 64

function growOnce(given: Raster, lighter: boolean): Raster {
  const { width, height, data } = given
  const at = (x: number, y: number) =>
    data[(Math.max(0, Math.min(height - 1, y)) * width + Math.max(0, Math.min(width - 1, x))) * 4]!
  const choose = lighter ? Math.max : Math.min
  return mapPicture(given, (value, index) => {
    const x = (index >> 2) % width
    const y = Math.floor((index >> 2) / width)
    return choose(value, at(x - 1, y), at(x + 1, y), at(x, y - 1), at(x, y + 1))
  })
}

/** The mask of what is no background, light where the thing is. */
function thingOf(picture: Raster): Raster {
  return alphaOf(removeBackground(picture).raster, false)
}

const masks: Readonly<Record<string, NodeRun>> = {
  LoadImageMask: async (context) => {
    const picture = await readInput(context)
    const channel = textOf(context.inputs['channel'])
    return maskOf(channel === 'alpha' ? alphaOf(picture, true) : channelOf(picture, channel))
  },
  MaskToImage: ({ inputs }) => imageOf(valueOf(inputs['mask'], 'mask').pictures),
  ImageToMask: ({ inputs }) => maskOf(channelOf(pictures(inputs, 'image')[0]!, textOf(inputs['channel']))),
  InvertMask: ({ inputs }) => maskOf(mapPicture(mask(inputs, 'mask'), (value) => 255 - value)),
  SolidMask: ({ inputs }) =>
    maskOf(greyPicture(numberOf(inputs['width']), numberOf(inputs['height']), numberOf(inputs['value']))),
  GrowMask: growMask,
  FeatherMask: featherMask,
  RemoveBackground: ({ inputs }) => maskOf(thingOf(pictures(inputs, 'image')[0]!)),
  BiRefNetRMBG: ({ inputs }) => {
    const cut = pictures(inputs, 'image').map((picture) => removeBackground(picture).raster)
    const thing = alphaOf(cut[0]!, false)
    return {
      outputs: [
        { kind: 'image', pictures: cut },
        { kind: 'mask', pictures: [thing] },
        { kind: 'image', pictures: [thing] },
      ],
    }
  },
  MaskComposite: composeMasks,
  JoinImageWithAlpha: ({ inputs }) =>
    imageOf(
      pictures(inputs, 'image').map((picture) => {
        const alpha = resizePicture(mask(inputs, 'alpha'), picture, 'nearest-exact')
        const out = copyRaster(picture)
        for (let at = 0; at < out.data.length; at += 4) out.data[at + 3] = 255 - alpha.data[at]!
        return out
      }),
    ),
  SplitImageWithAlpha: ({ inputs }) => {
    const all = pictures(inputs, 'image')
    return {
      outputs: [
        { kind: 'image', pictures: all.map(opaque) },
        { kind: 'mask', pictures: [alphaOf(all[0]!, true)] },
      ],
    }
  },
}

/** The classes that make pictures and masks of pictures. */
export const imageNodes: Readonly<Record<string, NodeRun>> = {
  ...masks,
  LoadImage: loadImage,
  EmptyImage: ({ inputs }) =>
    imageOf(
      Array.from({ length: numberOf(inputs['batch_size']) }, () =>
        plainPicture(numberOf(inputs['width']), numberOf(inputs['height']), numberOf(inputs['color'])),
      ),
    ),
  ImageScale: changeImage((picture, inputs) =>
    resizePicture(
      picture,
      { width: numberOf(inputs['width']), height: numberOf(inputs['height']) },
      textOf(inputs['upscale_method']),
      textOf(inputs['crop']),
    ),
  ),
  ImageScaleBy: changeImage((picture, inputs) =>
    scaledBy(picture, numberOf(inputs['scale_by']), textOf(inputs['upscale_method'])),
  ),
  ImageUpscaleWithModel: ({ inputs }) => {
    const factor = factorOf(valueOf(inputs['upscale_model'], 'file') as ModelValue)
    return imageOf(pictures(inputs, 'image').map((picture) => scaledBy(picture, factor, 'nearest-exact')))
  },
  ImageInvert: changeImage((picture) => mapPicture(picture, (value) => 255 - value)),
  ImageFlip: changeImage(flipped),
  ImageRotate: changeImage(turned),
  ImageCrop: changeImage((picture, inputs) =>
    cutPicture(picture, {
      ...{ x: numberOf(inputs['x']), y: numberOf(inputs['y']) },
      ...{ width: numberOf(inputs['width']), height: numberOf(inputs['height']) },
    }),
  ),
  ImageBlend: blend,
  ImageBatch: ({ inputs }) => {
    const first = pictures(inputs, 'image1')
    const second = pictures(inputs, 'image2').map((picture) =>
      resizePicture(picture, first[0]!, 'lanczos', 'center'),
    )
    return imageOf([...first, ...second])
  },
  RepeatImageBatch: ({ inputs }) =>
    imageOf(Array.from({ length: numberOf(inputs['amount']) }, () => pictures(inputs, 'image')).flat()),
  ImageFromBatch: ({ inputs }) => {
    const all = pictures(inputs, 'image')
    const from = Math.min(numberOf(inputs['batch_index']), all.length - 1)
    return imageOf(all.slice(from, from + numberOf(inputs['length'])))
  },
  ImageStitch: ({ inputs }) => {
    const first = pictures(inputs, 'image1')
    if (inputs['image2'] === undefined) return imageOf(first)
    const second = pictures(inputs, 'image2')
    const [direction, gap] = [textOf(inputs['direction']), numberOf(inputs['spacing_width'])]
    return imageOf(
      first.map((picture, index) => stitchPictures(picture, second[index % second.length]!, direction, gap)),
    )
  },
  ImageCompositeMasked: ({ inputs }) => {
    const source = pictures(inputs, 'source')[0]!
    const [x, y] = [numberOf(inputs['x']), numberOf(inputs['y'])]
    const over = inputs['mask'] === undefined ? undefined : mask(inputs, 'mask')
    return imageOf(
      pictures(inputs, 'destination').map((below) => {
        const fitted = inputs['resize_source'] === true ? resizePicture(source, below, 'lanczos') : source
        return composePictures(below, fitted, x, y, over)
      }),
    )
  },
  ImagePadForOutpaint: ({ inputs }) => {
    const [left, top] = [numberOf(inputs['left']), numberOf(inputs['top'])]
    const [right, bottom] = [numberOf(inputs['right']), numberOf(inputs['bottom'])]
    const padded = pictures(inputs, 'image').map((picture) => {
      const ground = plainPicture(picture.width + left + right, picture.height + top + bottom, 0x80_80_80)
      return composePictures(ground, picture, left, top)
    })
    const inner = pictures(inputs, 'image')[0]!
    const added = greyPicture(padded[0]!.width, padded[0]!.height, 1)
    const hole = composePictures(added, greyPicture(inner.width, inner.height, 0), left, top)
    return {
      outputs: [
        { kind: 'image', pictures: padded },
        { kind: 'mask', pictures: [hole] },
      ],
    }
  },
}

function scaledBy(picture: Raster, factor: number, method: string): Raster {
  const size = {
    width: Math.max(1, Math.round(picture.width * factor)),
    height: Math.max(1, Math.round(picture.height * factor)),
  }
  return resizePicture(picture, size, method)
}
