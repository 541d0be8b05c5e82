import { z } from 'zod'

/** A stored picture that the work begins from. */
export const jobSourceSchema = z.strictObject({
  /** Of its bytes: a PNG. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /**
   * `variation`: painted over. `inpaint`: painted over where `mask` is white. `reference`: looked at, and painted anew.
   * `upscale`: enlarged as it is.
   */
  use: z.enum(['variation', 'inpaint', 'reference', 'upscale']),
  /** How much of it is changed; for a reference, how much it counts. Absent = as its graph has it. */
  strength: z.number().min(0).max(1).optional(),
  /** SHA-256 of a PNG of the picture's size: white is painted, black is kept. Only for `inpaint`. */
  mask: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
})

export type JobSource = z.infer<typeof jobSourceSchema>

/** Providers that begin from pictures. A spec that names another one is not given a reference. */
export const sourceProviders: readonly string[] = ['comfyui', 'automatic1111']

/** The picture that a job begins from: the job's own, else its spec's; undefined = none. */
export function sourceOf(
  { reference }: { readonly reference?: JobSource | undefined },
  adjust: { readonly source?: JobSource } | undefined,
): JobSource | undefined {
  return adjust?.source ?? reference
}
