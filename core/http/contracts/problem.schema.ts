import { z } from 'zod'

/** One piece of input that was rejected. */
export const intakeProblemSchema = z.looseObject({
  file: z.string(),
  line: z.number().int(),
  message: z.string(),
  hint: z.string(),
})

/** `application/problem+json` (RFC 9457), as `Problem` of http-api.ts. */
export const problemSchema = z
  .looseObject({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    hint: z.string().exactOptional(),
    problems: z.array(intakeProblemSchema).exactOptional(),
    requestId: z.string().exactOptional(),
  })
  .meta({ id: 'Problem' })
