import { z } from 'zod'

const text = z.string().max(200)

/** Where one person is in a run, as it goes through the database to every API and its event streams. Kept by nobody. */
export const presenceNoticeSchema = z.object({
  projectId: text,
  runId: text,
  handle: text,
  /** How pages show the person. */
  name: text,
  /** null = in the run, on no spec. */
  specKey: text.nullable(),
  variantId: text.exactOptional(),
  /** The person left the run. */
  isGone: z.literal(true).exactOptional(),
})

export type PresenceNotice = z.infer<typeof presenceNoticeSchema>

/** null for what is none: notices come from outside of the process. */
export function readPresenceNotice(json: string): PresenceNotice | null {
  try {
    const parsed = presenceNoticeSchema.safeParse(JSON.parse(json))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}
