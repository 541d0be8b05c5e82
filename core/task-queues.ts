/** Temporal task queues by the resource that serves them (docs/architecture.md, "Task queues"). */
export const taskQueues = {
  /** Workflows and short activities that only talk to Postgres and Temporal. */
  orchestrate: 'orchestrate',
  /** CPU work on pixels: scoring, post-processing, packing, export. */
  image: 'image',
  /** The built-in procedural painter. */
  paint: 'paint',
  /** Questions to the language model: few at once, and minutes long. */
  llm: 'llm',
  /** What is sent to webhooks: a receiver that hangs must hold up nothing else. */
  webhooks: 'webhooks',
} as const

export type TaskQueue = (typeof taskQueues)[keyof typeof taskQueues]

/** Queue of the jobs that need one model set; the host agent that serves it polls it. */
export function gpuQueueOf(modelKey: string): string {
  return `gpu.${modelKey}`
}

/** Queue of the jobs of one service. */
export function providerQueueOf(name: string): string {
  return `provider.${name}`
}
