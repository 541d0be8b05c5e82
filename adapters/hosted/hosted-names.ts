/** Names of the services as specs and the ledger have them. */
export const hostedNames = {
  automatic1111: 'automatic1111',
  openAiImages: 'openai-images',
  elevenLabs: 'elevenlabs',
} as const

/** More frames than this are minutes of one GPU, and drift apart. */
export const automatic1111Limits = { framesMax: 16 } as const

/** The service's own bounds (elevenlabs.io/docs/api-reference/text-to-sound-effects/convert). */
export const elevenLabsLimits = { durationMinMs: 500, durationMaxMs: 30_000 } as const

/** Jobs that a service is given at once: hosted ones take several, a web UI on one GPU makes one after the other. */
export function hostedAtOnce(name: string): number {
  return name === hostedNames.automatic1111 ? 1 : 4
}
