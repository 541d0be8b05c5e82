import { z } from 'zod'

/** A file that a node wrote; more members (VideoHelperSuite adds server-local paths) are left out. */
export const outputFileSchema = z.object({
  filename: z.string().min(1).max(1_000),
  subfolder: z.string().max(1_000).default(''),
  type: z.string().default('output'),
})
export type OutputFile = z.infer<typeof outputFileSchema>

/** By node, then by key: `images`, `audio` hold files, `text` and `animated` do not. */
const outputsSchema = z.record(z.string(), z.record(z.string(), z.unknown()).nullable())

const messageSchema = z.tuple([z.string(), z.unknown()])

const executionStatusSchema = z.object({
  status_str: z.string().nullish(),
  completed: z.boolean().nullish(),
  messages: z.array(messageSchema).nullish(),
})
export type ExecutionStatus = z.infer<typeof executionStatusSchema>

/** GET /history/{id}: `{}` where the server knows no end of it. */
export const historySchema = z.record(
  z.string(),
  z.object({ outputs: outputsSchema.nullish(), status: executionStatusSchema.nullish() }),
)
export type HistoryEntry = z.infer<typeof historySchema>[string]

/** GET /api/jobs/{id}; null members are left out by the server. Times in milliseconds since 1970. */
export const jobSchema = z.object({
  id: z.string(),
  status: z.enum(['pending', 'in_progress', 'completed', 'failed', 'cancelled']),
  execution_start_time: z.number().nullish(),
  execution_end_time: z.number().nullish(),
  execution_error: z.unknown().optional(),
  outputs: outputsSchema.nullish(),
  execution_status: executionStatusSchema.nullish(),
})
export type JobAnswer = z.infer<typeof jobSchema>

/** An entry is [number, id, prompt, extra data, outputs]; only the first two are read. */
const queueEntrySchema = z
  .tuple([z.number(), z.string()], z.unknown())
  .transform(([number, promptId]) => ({ number, promptId }))

export const queueSchema = z
  .object({ queue_running: z.array(queueEntrySchema), queue_pending: z.array(queueEntrySchema) })
  .transform((queue) => ({
    running: queue.queue_running,
    // The server lists a heap; jobs run in order of their numbers.
    pending: queue.queue_pending.toSorted((a, b) => a.number - b.number),
  }))
export type ServerQueue = z.infer<typeof queueSchema>

/** What a node's own error says, in a 400 and in a 200 that dropped outputs. */
const nodeErrorSchema = z.object({
  class_type: z.string().nullish(),
  errors: z
    .array(
      z.object({
        type: z.string(),
        message: z.string().nullish(),
        details: z.string().nullish(),
        extra_info: z
          .object({ input_name: z.string().nullish(), received_value: z.unknown().optional() })
          .nullish()
          // Some errors carry a list or a text here.
          .catch(null),
      }),
    )
    .default([]),
})
export type NodeError = z.infer<typeof nodeErrorSchema>

const nodeErrorsSchema = z.record(z.string(), nodeErrorSchema)
export type NodeErrors = z.infer<typeof nodeErrorsSchema>

export const acceptedSchema = z.object({
  prompt_id: z.string(),
  number: z.number(),
  // A list where nothing is wrong in some versions.
  node_errors: z
    .union([nodeErrorsSchema, z.array(z.unknown()).transform((): NodeErrors => ({}))])
    .default({}),
})

export const refusedSchema = z.object({
  error: z.union([
    z.object({
      type: z.string(),
      message: z.string().nullish(),
      details: z.string().nullish(),
      extra_info: z.record(z.string(), z.unknown()).nullish().catch(null),
    }),
    z.string().transform((message) => ({ type: 'refused', message, details: '', extra_info: null })),
  ]),
  node_errors: z
    .union([nodeErrorsSchema, z.array(z.unknown()).transform((): NodeErrors => ({}))])
    .default({}),
})
export type Refusal = z.infer<typeof refusedSchema>

/** The data of an `execution_error` message, and of a job's `execution_error`. */
export const executionErrorSchema = z.object({
  node_id: z.coerce.string().nullish(),
  node_type: z.string().nullish(),
  exception_type: z.string().nullish(),
  exception_message: z.string().nullish(),
})
export type ExecutionError = z.infer<typeof executionErrorSchema>

export const timestampSchema = z.object({ timestamp: z.number() })

const bytes = z.number().nonnegative().catch(0)

export const systemStatsSchema = z.object({
  system: z.object({
    comfyui_version: z.string(),
    ram_total: bytes,
    ram_free: bytes,
    /** What it was started with. */
    argv: z.array(z.string()).optional().catch(undefined),
  }),
  devices: z
    .array(z.object({ name: z.string().default(''), vram_total: bytes, vram_free: bytes }))
    .default([]),
})
export type SystemStats = z.infer<typeof systemStatsSchema>

export const modelNamesSchema = z.array(z.string())

export const featuresSchema = z.record(z.string(), z.unknown())

export const uploadedSchema = z.object({
  name: z.string().min(1),
  subfolder: z.string().default(''),
  type: z.string(),
})
export type UploadedFile = z.infer<typeof uploadedSchema>

export const cancelledSchema = z.object({ cancelled: z.boolean() })

/** Header of a safetensors file, values mostly texts. */
export const modelMetadataSchema = z.record(z.string(), z.unknown())

/** GET /object_info, one class: inputs are `[type or options, settings?]`, by name. */
export const nodeClassSchema = z.object({
  input: z
    .object({
      required: z.record(z.string(), z.unknown()).nullish(),
      optional: z.record(z.string(), z.unknown()).nullish(),
    })
    .nullish(),
  output: z.array(z.unknown()).nullish(),
  output_node: z.boolean().nullish(),
})
export type NodeClassAnswer = z.infer<typeof nodeClassSchema>

/** A class that a node pack describes in a way of its own is left out rather than all of them refused. */
export const objectInfoSchema = z.record(z.string(), z.unknown())
