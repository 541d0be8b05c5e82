import { z } from 'zod'

/** The part of OpenAI's ImagesResponse that is read (developers.openai.com, "Create image"). */
export const imageAnswerSchema = z.object({
  data: z
    .array(
      z.object({
        b64_json: z.string().nullish(),
        url: z.string().max(8_192).nullish(),
        revised_prompt: z.string().max(32_000).nullish(),
      }),
    )
    .min(1)
    .max(10),
})

const text = z.string().max(100_000).nullish()

/** `{error: {message, type, param, code}}`, or a bare text as some compatible servers send. */
export const imageErrorSchema = z
  .object({
    error: z.union([
      z.object({ message: text, type: text, param: text, code: z.union([z.string(), z.number()]).nullish() }),
      z.string().transform((message) => ({ message, type: null, param: null, code: null })),
    ]),
  })
  .transform(({ error }) => ({
    error: {
      message: error.message ?? '',
      type: error.type ?? null,
      param: error.param ?? null,
      code: error.code === null || error.code === undefined ? null : String(error.code),
    },
  }))
