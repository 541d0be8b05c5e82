import { z } from 'zod'

/** The part of GET /v1/user/subscription that is read; credits are called characters there. */
export const elevenLabsSubscriptionSchema = z.object({
  character_count: z.number().min(0),
  character_limit: z.number().min(0),
})

const text = z.string().max(100_000)

/** `{detail: {status, message}}`, a bare text, or FastAPI's list of what is wrong with the body. */
export const elevenLabsErrorSchema = z
  .object({
    detail: z.union([
      z.object({
        status: text.nullish(),
        code: text.nullish(),
        type: text.nullish(),
        message: text.nullish(),
      }),
      text.transform((message) => ({ message })),
      z
        .array(z.object({ msg: text.nullish(), loc: z.array(z.union([z.string(), z.number()])).nullish() }))
        .max(100)
        .transform((issues) => ({
          message: issues.map(({ loc, msg }) => `${(loc ?? []).join('.')}: ${msg ?? ''}`).join('; '),
        })),
    ]),
  })
  .transform(({ detail }) => ({
    status: [
      'status' in detail ? detail.status : '',
      'code' in detail ? detail.code : '',
      'type' in detail ? detail.type : '',
    ].join(' '),
    message: detail.message ?? '',
  }))
