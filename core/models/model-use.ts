/** What a model is for. `audio`: a checkpoint that makes sounds. `background`: removes what is behind a subject. */
export type ModelKind =
  | 'checkpoint'
  | 'lora'
  | 'vae'
  | 'upscaler'
  | 'controlnet'
  | 'background'
  | 'audio'
  | 'text-encoder'
  | 'vision'

/** Whether what a model makes may be sold. `unknown`: nobody could say, so it is treated as no. */
export type CommercialUse = 'yes' | 'no' | 'conditional' | 'unknown'

/** One model that made a variant, as it was known when the variant was made: provenance. */
export interface ModelUse {
  readonly kind: ModelKind
  /** As the model catalogue calls it; the file's name where the catalogue does not know the file. */
  readonly name: string
  /** As the server lists it. */
  readonly file: string
  /** Of the file that was used, 64 lower-case hex digits; null where nobody has read the bytes. */
  readonly sha256: string | null
  /** SPDX identifier or the licence's own name; null where it is not known. */
  readonly licence: string | null
  readonly commercial: CommercialUse
  /** What `conditional` asks for, in a sentence. */
  readonly condition?: string
}
