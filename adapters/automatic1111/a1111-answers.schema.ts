import { z } from 'zod'

/** Of POST /sdapi/v1/txt2img and img2img: pictures in base64, and what was used as JSON in a text. */
export const a1111PicturesSchema = z.object({
  images: z.array(z.string()).min(1).max(16),
  info: z.string().max(1_000_000).nullish(),
})

export const a1111InfoSchema = z.object({
  seed: z.number().nullish(),
  sd_model_name: z.string().max(500).nullish(),
  sd_model_hash: z.string().max(100).nullish(),
})

/** Of GET /sdapi/v1/progress. `current_task` names the request that is executed; older versions leave it out. */
export const a1111ProgressSchema = z.object({
  progress: z.number().catch(0),
  current_task: z.string().max(500).nullish(),
  state: z.object({ sampling_step: z.number().catch(0), sampling_steps: z.number().catch(0) }).nullish(),
})

/** Of GET /sdapi/v1/sd-models. */
export const a1111ModelsSchema = z
  .array(
    z.object({
      title: z.string().max(1_000),
      model_name: z.string().max(1_000),
      filename: z.string().max(4_000).nullish(),
      sha256: z.string().max(100).nullish(),
    }),
  )
  .max(10_000)

/** FastAPI's `{detail}`, and the web UI's own `{error, detail, errors}`. */
export const a1111ErrorSchema = z
  .object({ error: z.string().nullish(), detail: z.unknown().optional(), errors: z.string().nullish() })
  .transform(({ error, detail, errors }) =>
    [error, typeof detail === 'string' ? detail : detail === undefined ? '' : JSON.stringify(detail), errors]
      .filter((part) => part)
      .join(': ')
      .slice(0, 2_000),
  )

export type A1111Model = z.infer<typeof a1111ModelsSchema>[number]
