import { createRaster, type Raster } from '../raster/raster.js'
import type { PixelSize } from '../generation/fit-delivered.js'
import { keypointNames, type KeypointName, type Pose, type PosePoint } from './body.js'

type Colour = readonly [number, number, number]

/** Limbs in the order in which they are drawn, with the colours that OpenPose gives to them. */
const limbs: readonly (readonly [KeypointName, KeypointName])[] = [
  ['neck', 'right-shoulder'],
  ['neck', 'left-shoulder'],
  ['right-shoulder', 'right-elbow'],
  ['right-elbow', 'right-wrist'],
  ['left-shoulder', 'left-elbow'],
  ['left-elbow', 'left-wrist'],
  ['neck', 'right-hip'],
  ['right-hip', 'right-knee'],
  ['right-knee', 'right-ankle'],
  ['neck', 'left-hip'],
  ['left-hip', 'left-knee'],
  ['left-knee', 'left-ankle'],
  ['neck', 'nose'],
  ['nose', 'right-eye'],
  ['right-eye', 'right-ear'],
  ['nose', 'left-eye'],
  ['left-eye', 'left-ear'],
]
/** Of the limbs by their place, and of the keypoints by theirs. */
const colours: readonly Colour[] = [
  ...([
    [255, 0, 0],
    [255, 85, 0],
    [255, 170, 0],
    [255, 255, 0],
    [170, 255, 0],
    [85, 255, 0],
  ] as const),
  ...([
    [0, 255, 0],
    [0, 255, 85],
    [0, 255, 170],
    [0, 255, 255],
    [0, 170, 255],
    [0, 85, 255],
  ] as const),
  ...([
    [0, 0, 255],
    [85, 0, 255],
    [170, 0, 255],
    [255, 0, 255],
    [255, 0, 170],
    [255, 0, 85],
  ] as const),
]
/** Limbs are darker than the points that they join. */
const limbShade = 0.6
/** Half the width of a limb and the radius of a point, of the shorter side: 4 px in 512. */
const radiusShare = 4 / 512
/** Height of the figure and its ground, of the shorter side and of the height. */
const figureShare = 0.76
const groundShare = 0.93

/**
 * A pose as the ControlNets for OpenPose were taught to read it: coloured limbs, as ellipses, and points on black, in the
 * middle of the picture. Convention of the annotator of the ControlNet project (lllyasviel/ControlNet, annotator/openpose,
 * `draw_bodypose`). Every pose is drawn in the same scale, so that frames belong together.
 */
export function drawPose(pose: Pose, { width, height }: PixelSize): Raster {
  const raster = createRaster(width, height)
  for (let at = 3; at < raster.data.length; at += 4) raster.data[at] = 255
  const shorter = Math.min(width, height)
  const radius = Math.max(1, shorter * radiusShare)
  const place = ({ x, y }: PosePoint): PosePoint => ({
    x: width / 2 + x * shorter * figureShare,
    y: height * groundShare + y * shorter * figureShare,
  })
  for (const [index, [from, to]] of limbs.entries()) {
    const start = pose[from]
    const end = pose[to]
    if (start === undefined || end === undefined) continue
    const [red, green, blue] = colours[index]!
    const shade: Colour = [red * limbShade, green * limbShade, blue * limbShade]
    fillEllipse(raster, place(start), place(end), radius, shade)
  }
  for (const [index, name] of keypointNames.entries()) {
    const point = pose[name]
    if (point !== undefined) fillEllipse(raster, place(point), place(point), radius, colours[index]!)
  }
  return raster
}

/** An ellipse from one end to the other, `radius` wide to each side; a disc where both ends are the same. */
function fillEllipse(raster: Raster, from: PosePoint, to: PosePoint, radius: number, colour: Colour): void {
  const centre = { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 }
  const long = Math.max(radius, Math.hypot(to.x - from.x, to.y - from.y) / 2)
  const angle = Math.atan2(to.y - from.y, to.x - from.x)
  const top = Math.max(0, Math.floor(centre.y - long))
  const bottom = Math.min(raster.height - 1, Math.ceil(centre.y + long))
  const left = Math.max(0, Math.floor(centre.x - long))
  const right = Math.min(raster.width - 1, Math.ceil(centre.x + long))
  for (let y = top; y <= bottom; y++)
    for (let x = left; x <= right; x++) {
      const dx = x + 0.5 - centre.x
      const dy = y + 0.5 - centre.y
      const along = (dx * Math.cos(angle) + dy * Math.sin(angle)) / long
      const across = (dy * Math.cos(angle) - dx * Math.sin(angle)) / radius
      if (along * along + across * across <= 1) raster.data.set(colour, (y * raster.width + x) * 4)
    }
}
