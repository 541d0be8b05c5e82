/**
 * The 18 body keypoints of COCO as OpenPose numbers them, in that order (Cao et al., "OpenPose: Realtime Multi-Person 2D
 * Pose Estimation using Part Affinity Fields", 2019; its output format "COCO").
 */
export const keypointNames = [
  'nose',
  'neck',
  'right-shoulder',
  'right-elbow',
  'right-wrist',
  'left-shoulder',
  'left-elbow',
  'left-wrist',
  'right-hip',
  'right-knee',
  'right-ankle',
  'left-hip',
  'left-knee',
  'left-ankle',
  'right-eye',
  'left-eye',
  'right-ear',
  'left-ear',
] as const
export type KeypointName = (typeof keypointNames)[number]

/** x to the right and y downwards, in heights of the figure; its ground is y = 0. */
export interface PosePoint {
  readonly x: number
  readonly y: number
}

/** Where the keypoints of a figure are; what it hides from the viewer is absent. */
export type Pose = Readonly<Partial<Record<KeypointName, PosePoint>>>

/** Angles in degrees. A limb hangs down at 0 and swings forwards, to the right, with positive ones. */
export interface Stance {
  /** Of the trunk, forwards. */
  readonly lean: number
  /** Of the head against the trunk, forwards. */
  readonly nod: number
  /** Upper arms and, against them, forearms: those bend forwards. */
  readonly nearArm: number
  readonly nearElbow: number
  readonly farArm: number
  readonly farElbow: number
  /** Thighs and, against them, shins: those bend backwards. */
  readonly nearLeg: number
  readonly nearKnee: number
  readonly farLeg: number
  readonly farKnee: number
  /** How far the lower foot is above the ground, heights of the figure. */
  readonly lift: number
  /** Of the whole figure, forwards: -90 = it lies on its back. */
  readonly roll: number
  /** How far it went to the right from the middle, heights of the figure. */
  readonly shift: number
}

/** Standing upright with loose arms. */
export const standing: Stance = {
  ...{ lean: 0, nod: 0, lift: 0, roll: 0, shift: 0 },
  ...{ nearArm: 4, nearElbow: 12, farArm: -4, farElbow: 14 },
  ...{ nearLeg: 4, nearKnee: 4, farLeg: -4, farKnee: 4 },
}

/** Lengths in heights of a figure of seven and a half heads, after Drillis and Contini, "Body Segment Parameters", 1966. */
const lengths = {
  ...{ trunk: 0.288, upperArm: 0.186, forearm: 0.15, thigh: 0.245, shin: 0.246 },
  ...{ neckToNose: 0.115, noseForward: 0.06, eyeUp: 0.03, eyeForward: 0.035, earForward: -0.012 },
  /** Half of what shoulders and hips are apart as seen from the side, slightly from the front. */
  ...{ shoulder: 0.025, hip: 0.018 },
} as const

/** The keypoints of a figure that is seen from its right side and faces to the right. */
export function poseOfStance(stance: Stance): Pose {
  const { lean, nod, roll, lift, shift } = stance
  const hips = { x: 0, y: 0 }
  const neck = reach(hips, 180 - lean, lengths.trunk)
  const facing = lean + nod
  const head = reach(neck, 180 - facing, lengths.neckToNose)
  const beside = (from: PosePoint, forward: number, up: number): PosePoint =>
    reach(reach(from, 90 - facing, forward), 180 - facing, up)
  const arm = (at: PosePoint, upper: number, elbow: number) => {
    // Arms hang from the trunk, so they swing with it.
    const joint = reach(at, upper + lean, lengths.upperArm)
    return [joint, reach(joint, upper + lean + elbow, lengths.forearm)] as const
  }
  const leg = (at: PosePoint, thigh: number, knee: number) => {
    const joint = reach(at, thigh, lengths.thigh)
    return [joint, reach(joint, thigh - knee, lengths.shin)] as const
  }
  const rightShoulder = { x: neck.x - lengths.shoulder, y: neck.y }
  const leftShoulder = { x: neck.x + lengths.shoulder, y: neck.y }
  const rightHip = { x: hips.x - lengths.hip, y: hips.y }
  const leftHip = { x: hips.x + lengths.hip, y: hips.y }
  const [rightElbow, rightWrist] = arm(rightShoulder, stance.nearArm, stance.nearElbow)
  const [leftElbow, leftWrist] = arm(leftShoulder, stance.farArm, stance.farElbow)
  const [rightKnee, rightAnkle] = leg(rightHip, stance.nearLeg, stance.nearKnee)
  const [leftKnee, leftAnkle] = leg(leftHip, stance.farLeg, stance.farKnee)
  return settle(
    {
      nose: beside(head, lengths.noseForward, 0),
      neck,
      ...{ 'right-shoulder': rightShoulder, 'right-elbow': rightElbow, 'right-wrist': rightWrist },
      ...{ 'left-shoulder': leftShoulder, 'left-elbow': leftElbow, 'left-wrist': leftWrist },
      ...{ 'right-hip': rightHip, 'right-knee': rightKnee, 'right-ankle': rightAnkle },
      ...{ 'left-hip': leftHip, 'left-knee': leftKnee, 'left-ankle': leftAnkle },
      'right-eye': beside(head, lengths.eyeForward, lengths.eyeUp),
      'right-ear': beside(head, lengths.earForward, lengths.eyeUp / 2),
    },
    { roll, lift, shift },
  )
}

/** Turned as a whole, then set down: the lowest point is `lift` above the ground. */
function settle(pose: Pose, { roll, lift, shift }: Pick<Stance, 'roll' | 'lift' | 'shift'>): Pose {
  const angle = (roll * Math.PI) / 180
  const turned = Object.entries(pose).map(([name, { x, y }]) => {
    const at = { x: x * Math.cos(angle) - y * Math.sin(angle), y: x * Math.sin(angle) + y * Math.cos(angle) }
    return [name, at] as const
  })
  const lowest = Math.max(...turned.map(([, { y }]) => y))
  return Object.fromEntries(
    turned.map(([name, { x, y }]) => [name, { x: x + shift, y: y - lowest - lift }] as const),
  )
}

/** The point at a distance; 0 degrees is down and 90 to the right. */
function reach({ x, y }: PosePoint, degrees: number, length: number): PosePoint {
  const angle = (degrees * Math.PI) / 180
  return { x: x + length * Math.sin(angle), y: y + length * Math.cos(angle) }
}
