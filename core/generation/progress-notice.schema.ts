import { z } from 'zod'

const text = z.string().max(200)
const count = z.number().int().min(0).max(1_000_000)

/** How far one job is, as it goes from a worker through the database to whoever watches. Kept by nobody. */
export const progressNoticeSchema = z.object({
  projectId: text,
  runId: text,
  specRevisionId: text,
  jobId: text,
  specKey: text,
  round: count,
  variantIndex: count,
  /** It makes no variant but a draft. */
  stage: z.literal('draft').optional(),
  phase: z.enum(['queued', 'running', 'saving', 'fetching']),
  /** Jobs before it in the server's queue. */
  ahead: count.optional(),
  /** Node of the graph, and its steps. */
  node: text.optional(),
  value: z.number().optional(),
  max: z.number().optional(),
  /** What kind of node it is. */
  nodeClass: text.optional(),
  /** Which sampler of the graph is at work, from 1, and how many it has. */
  pass: count.optional(),
  passes: count.optional(),
  /** How it looks by now: a small JPEG as a data URL. */
  preview: z.string().max(8_000).optional(),
})

export type ProgressNotice = z.infer<typeof progressNoticeSchema>

/** null for what is none: notices come from outside of the process. */
export function readProgressNotice(json: string): ProgressNotice | null {
  try {
    const parsed = progressNoticeSchema.safeParse(JSON.parse(json))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}
