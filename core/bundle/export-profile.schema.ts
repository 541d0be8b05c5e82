import { z } from 'zod'

export const exportProfileLimits = {
  scaleMax: 8,
  profilesMax: 50,
  pageSideMinPx: 64,
  pageSideMaxPx: 8192,
  paddingMaxPx: 32,
  extrudeMaxPx: 8,
  pixelsPerUnitMax: 4096,
} as const

const whole = (min: number, max: number) => {
  const message = `is not a whole number from ${min} to ${max}`
  return z.number(message).int(message).min(min, message).max(max, message)
}
const l = exportProfileLimits

/** How a project wants its bundles of one target. Members that are absent are as they are without a profile. */
export const exportProfileSchema = z.strictObject({
  target: z.string().min(1).max(40),
  /** Every pixel of a picture becomes a square of so many pixels: nearest, since nothing else keeps pixel art. */
  scale: whole(1, l.scaleMax).optional(),
  /** What an engine with units of its own (Unity, Unreal) takes for one; of the scaled picture. */
  pixelsPerUnit: z
    .number()
    .positive('is not above 0')
    .max(l.pixelsPerUnitMax, `is above ${l.pixelsPerUnitMax}`)
    .optional(),
  /** `by-type`: images/props/barrel.png. `flat`: images/barrel.png. A place that a spec names stays. */
  layout: z.enum(['by-type', 'flat'], 'is neither by-type nor flat').optional(),
  /** Pictures are always PNG, which pages and engines need; `webp` puts one beside each. */
  formats: z
    .array(z.enum(['png', 'webp'], 'is neither png nor webp'))
    .min(1)
    .max(2)
    .refine((formats) => formats.includes('png'), 'lacks png: every bundle has it')
    .optional(),
  atlas: z
    .strictObject({
      maxSidePx: whole(l.pageSideMinPx, l.pageSideMaxPx).optional(),
      paddingPx: whole(0, l.paddingMaxPx).optional(),
      extrudePx: whole(0, l.extrudeMaxPx).optional(),
    })
    .optional(),
})

export const profileNameSchema = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'is not lower-case words joined by -')
  .max(40)

export type ExportProfile = z.infer<typeof exportProfileSchema>

export const namedProfileSchema = exportProfileSchema.extend({ name: profileNameSchema })

/** A profile under its name, as a bundle was frozen with it. */
export type NamedProfile = z.infer<typeof namedProfileSchema>

/** With its members in the order of the schema, whatever kept it: equal profiles are equal text. */
export function orderProfile(profile: NamedProfile): NamedProfile {
  return namedProfileSchema.parse(profile)
}
