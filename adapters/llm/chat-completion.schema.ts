import { z } from 'zod'

const textPart = z.object({ type: z.string().optional(), text: z.string().optional() })

/**
 * The parts of an answer of POST /chat/completions that are read, as OpenAI, Ollama, vLLM and llama.cpp write them. The
 * content may be a list of parts; it is null when the model refuses.
 */
export const chatCompletionSchema = z.object({
  choices: z
    .array(
      z.object({
        message: z.object({
          content: z.union([z.string(), z.array(textPart)]).nullish(),
          refusal: z.string().nullish(),
        }),
        finish_reason: z.string().nullish(),
      }),
    )
    .min(1),
})

/** What servers say about an error: `{error: {message}}`, `{error: "..."}`, `{message}` or `{detail}`. */
export const errorBodySchema = z.union([
  z.object({ error: z.object({ message: z.string() }) }).transform(({ error }) => error.message),
  z.object({ error: z.string() }).transform(({ error }) => error),
  z.object({ message: z.string() }).transform(({ message }) => message),
  z.object({ detail: z.string() }).transform(({ detail }) => detail),
])
