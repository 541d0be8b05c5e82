/** What a job can do; the kinds of pictures work take pictures and give pictures. */
export const jobTypes = [
  'generate',
  'bg_remove',
  'score',
  'resize',
  'upscale',
  'post_process',
  'atlas_pack',
  'export',
  'reproduce',
] as const
export type JobType = (typeof jobTypes)[number]
/** Job types that work on stored pictures, on the image queue. */
export type PictureJobType = Exclude<JobType, 'generate' | 'export' | 'reproduce'>

/** Other names for the same work, as teams and document E's neighbours write them. */
const otherNames: Readonly<Record<string, JobType>> = {
  generation: 'generate',
  generate_image: 'generate',
  generate_sprite: 'generate',
  remove_background: 'bg_remove',
  background_remove: 'bg_remove',
  cutout: 'bg_remove',
  quality_score: 'score',
  scale: 'resize',
  finish: 'post_process',
  postprocess: 'post_process',
  pack_spritesheet: 'atlas_pack',
  spritesheet_pack: 'atlas_pack',
  pack_atlas: 'atlas_pack',
  export_bundle: 'export',
}

/** The type that a name stands for, in any case and with `-` as well as `_`; null for one that is not known. */
export function findJobType(name: string): JobType | null {
  const plain = name.trim().toLowerCase().replaceAll('-', '_')
  const known = jobTypes.find((type) => type === plain)
  if (known !== undefined) return known
  return Object.hasOwn(otherNames, plain) ? (otherNames[plain] ?? null) : null
}
