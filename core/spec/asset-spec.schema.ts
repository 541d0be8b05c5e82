import { z } from 'zod'
import { qualityContractSchema } from '../autopilot/quality-contract.schema.js'
import { jobSourceSchema } from '../generation/job-source.schema.js'
import { limits } from './spec-limits.js'

// Whoever checks a spec asks here for both.

export const assetTypes = [
  'character',
  'prop',
  'item',
  'tile',
  'ui',
  'vfx',
  'backdrop',
  'particle',
  'sfx',
  'music',
] as const

/** `#rrggbb`, lower case. */
export const hexColourSchema = z.string().regex(/^#[0-9a-f]{6}$/)

const edgePx = z.number().int().min(0).max(limits.nativeSideMaxPx)
const sidePx = z.number().int().min(limits.nativeSideMinPx).max(limits.nativeSideMaxPx)

const word = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)
  .max(40)

/** Some frames of one asset, played in their order. */
export const animationSchema = z.object({
  /** `idle`, `walk`: unique within its spec. */
  name: word,
  frames: z.number().int().min(1).max(limits.framesMax),
  /** Frames a second. */
  fps: z.number().positive().max(limits.fpsMax),
  loop: z.boolean(),
})

/** What a sound has to be; absent for pictures. Levels in decibels of full scale. */
export const soundSchema = z.object({
  /** Both ends count. */
  durationMs: z.object({
    min: z.number().int().min(10).max(limits.soundMsMax),
    max: z.number().int().min(10).max(limits.soundMsMax),
  }),
  loop: z.boolean(),
  /**
   * Where a loop goes on after its end, and where it turns back, milliseconds of the sound as it is delivered: what lies
   * before is played once. Absent = the whole sound is the loop.
   */
  loopMs: z
    .object({
      start: z.number().min(0).max(limits.soundMsMax),
      end: z.number().positive().max(limits.soundMsMax).optional(),
    })
    .optional(),
  formats: z
    .array(z.enum(['ogg', 'wav', 'mp3']))
    .min(1)
    .max(3),
  bitrateKbps: z.number().int().min(32).max(320).optional(),
  peakDb: z.number().min(-24).max(0),
  /** Integrated loudness (EBU R 128) to reach; absent = the peak alone decides. */
  loudnessLufs: z.number().min(-40).max(-6).optional(),
  /** What is softer at both ends is cut off. */
  trimBelowDb: z.number().min(-90).max(-20),
  /** How closely a service that makes sounds of words follows them, 0-1. Absent = as the service does. */
  promptInfluence: z.number().min(0).max(1).optional(),
})

/** Adaptations of a model, in the order in which they are loaded. */
export const loraUseSchema = z.strictObject({
  /** As the project's catalogue or the host calls it. */
  name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,119}$/),
  weight: z.number().min(-2).max(2),
})

/** What a diffusion model is told; a provider uses what it has. */
export const generationParametersSchema = z.strictObject({
  steps: z.number().int().min(1).max(150).optional(),
  sampler: z.string().min(1).max(60).optional(),
  cfg: z.number().min(0).max(30).optional(),
  checkpoint: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,119}$/)
    .optional(),
  /** Of the picture that is made before it is reduced, pixels. */
  width: z.number().int().min(64).max(4096).optional(),
  height: z.number().int().min(64).max(4096).optional(),
})

/** The steps of core/finish in their order. Those of `choosablePostSteps` run where a chain names them. */
export const postSteps = [
  'remove-background',
  'reduce',
  'match-palette',
  'merge-colours',
  'binary-alpha',
  'remove-specks',
] as const
/** The others make an asset what its spec says it is, and always run. */
export const choosablePostSteps: readonly PostStep[] = ['match-palette', 'merge-colours', 'remove-specks']

/** Where a team's own manifest and folders want the asset, as they wrote it. */
export const integrationSchema = z.object({
  manifestKey: z.string().min(1).max(120).optional(),
  /** Dotted: `audio.sfx.jump`. */
  manifestSection: z.string().min(1).max(120).optional(),
  manifestType: z.string().min(1).max(40).optional(),
  /** Relative, with its file name. */
  manifestPath: z.string().min(1).max(240).optional(),
  description: z.string().max(500).optional(),
})

/** Art that a person made outside: its bytes are there already, so its provider only hands them over. */
export const originSchema = z.object({
  kind: z.literal('human'),
  author: z.string().min(1).max(200),
  /** As its author grants it; `unknown` keeps the asset out of releases. */
  licence: z.string().min(1).max(200),
  /** Whether style packs may learn from it. */
  trainable: z.boolean(),
  /** Of the bytes as they were handed in. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** The files whose frames these bytes were put together from, in the order in which they first occur. */
  sources: z
    .array(z.string().regex(/^[0-9a-f]{64}$/))
    .max(limits.framesMax)
    .optional(),
  /** Its owner asked for its background to be removed; nothing else of it is touched. */
  cutout: z.literal(true).optional(),
})

/** One asset that a team wants, fully resolved: nothing later falls back to a project default. */
export const assetSpecSchema = z.object({
  /** Stable key within a project: lower-case kebab. A later revision of the same thing keeps it. */
  key: z
    .string()
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)
    .max(80),
  assetType: z.enum(assetTypes),
  /** The category as the user wrote it. */
  category: z.string().min(1).max(80),
  prompt: z.object({ positive: z.string().min(1).max(2000), negative: z.string().max(2000) }),
  /** Size in the game, in native pixels: of one frame where there are several, of the waveform picture of a sound. */
  size: z.object({ width: sidePx, height: sidePx }),
  /** 0-1 of the untrimmed frame, x from the left, y from the top. */
  pivot: z.object({ x: z.number().min(0).max(1), y: z.number().min(0).max(1) }),
  /** Tiles: opposite edges continue each other and no background is removed. */
  seamless: z.boolean(),
  background: z.enum(['transparent', 'opaque']),
  variants: z.number().int().min(1).max(limits.variantsMax),
  /** Colours that the finished asset may use; empty = any. */
  palette: z.array(hexColourSchema).max(limits.paletteMax),
  outlinePx: z.number().int().min(0).max(2),
  light: z.enum(['upper-left', 'upper-right', 'top', 'front']),
  provider: z.string().min(1).max(40),
  /** Who makes it when that provider cannot, in order; absent = nobody. */
  fallbacks: z.array(z.string().min(1).max(40)).min(1).max(limits.fallbacksMax).optional(),
  tags: z.array(z.string().max(60)).max(40),
  /** Frames that move. Not together with `states`. */
  animations: z.array(animationSchema).min(1).max(limits.animationsMax).optional(),
  /** Frames that stand still, by name: `normal`, `hover`, `pressed`; the layers of a backdrop, from far to near. */
  states: z.array(word).min(2).max(limits.framesMax).optional(),
  /** Widths of the borders that do not stretch, native pixels. */
  nineSlice: z.object({ left: edgePx, top: edgePx, right: edgePx, bottom: edgePx }).optional(),
  /** `soft`: graded alpha is kept. Absent = each pixel is opaque or clear. */
  alpha: z.enum(['soft']).optional(),
  /** `model`: a model removes the background where who makes it has one. Absent = it goes by its colours. */
  cutout: z.enum(['model']).optional(),
  /** How a delivered picture becomes native. Absent = nearest, by the median of each cell. */
  kernel: z.enum(['nearest', 'lanczos']).optional(),
  /** Files that a bundle has beside the PNG. */
  formats: z
    .array(z.enum(['png', 'webp']))
    .max(2)
    .optional(),
  sound: soundSchema.optional(),
  integration: integrationSchema.optional(),
  /** Its own words, where the prompt has words of its project around them: what it is, and not what is around it. */
  subject: z.string().min(1).max(2000).optional(),
  /** The style preset whose parts it has. */
  style: z.string().min(1).max(60).optional(),
  loras: z.array(loraUseSchema).min(1).max(8).optional(),
  generation: generationParametersSchema.optional(),
  /** An uploaded picture that it is made from. */
  reference: jobSourceSchema.optional(),
  /** Drafts of each round, of which the best are made in earnest. Absent = none: what is asked for is made at once. */
  drafts: z.number().int().min(1).max(limits.draftsMax).optional(),
  /** Which steps finish its picture. Absent = all that fit. */
  postChain: z.array(z.enum(postSteps)).max(postSteps.length).optional(),
  /** Present for art that a person made outside. */
  origin: originSchema.optional(),
  /** What its variants have to reach; wins over the run's. */
  qualityContract: qualityContractSchema.optional(),
  /** Where the spec comes from, for problems and the review page. Line numbers start at 1. */
  source: z.object({ file: z.string(), line: z.number().int().min(1), text: z.string() }),
})

export type AssetSpec = z.infer<typeof assetSpecSchema>
export type AssetAnimation = z.infer<typeof animationSchema>
export type SoundSpec = z.infer<typeof soundSchema>
export type ArtOrigin = z.infer<typeof originSchema>
export type AssetType = (typeof assetTypes)[number]
export type LightDirection = AssetSpec['light']
export type LoraUse = z.infer<typeof loraUseSchema>
export type GenerationParameters = z.infer<typeof generationParametersSchema>
export type PostStep = (typeof postSteps)[number]
