/** How ComfyUI's KSampler names a sampler and its schedule of noise. */
export interface SamplerName {
  readonly sampler: string
  readonly scheduler: string
}

/** Names of other programs, without blanks and signs, to ComfyUI's; schedules are said separately or behind the name. */
const samplers = new Map(
  Object.entries({
    euler: 'euler',
    eulera: 'euler_ancestral',
    eulerancestral: 'euler_ancestral',
    heun: 'heun',
    dpm2: 'dpm_2',
    dpm2a: 'dpm_2_ancestral',
    dpm2ancestral: 'dpm_2_ancestral',
    lms: 'lms',
    ddim: 'ddim',
    ddpm: 'ddpm',
    lcm: 'lcm',
    unipc: 'uni_pc',
    dpmpp2m: 'dpmpp_2m',
    dpmpp2msde: 'dpmpp_2m_sde',
    dpmpp3msde: 'dpmpp_3m_sde',
    dpmppsde: 'dpmpp_sde',
    dpmpp2sa: 'dpmpp_2s_ancestral',
    dpmpp2sancestral: 'dpmpp_2s_ancestral',
  }),
)

const schedulers: Readonly<Record<string, string>> = {
  normal: 'normal',
  karras: 'karras',
  exponential: 'exponential',
  simple: 'simple',
  sgmuniform: 'sgm_uniform',
  ddimuniform: 'ddim_uniform',
}

/**
 * A sampler as people and other programs write it ("DPM++ 2M Karras", "euler_a", "dpmpp_2m"), as ComfyUI names it; null
 * for a name that is none. Without a schedule in the name, `scheduler` is left out. Pure.
 */
export function readSamplerName(text: string): { sampler: string; scheduler?: string } | null {
  const plain = text
    .toLowerCase()
    .replaceAll('++', 'pp')
    .replaceAll(/[^a-z0-9]/g, '')
  const alone = samplers.get(plain)
  if (alone !== undefined) return { sampler: alone }
  for (const [end, scheduler] of Object.entries(schedulers)) {
    const sampler = plain.endsWith(end) ? samplers.get(plain.slice(0, -end.length)) : undefined
    if (sampler !== undefined) return { sampler, scheduler }
  }
  return null
}
