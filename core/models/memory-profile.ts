/** What a machine that runs ComfyUI has room for. Sizes in bytes; GiB where its source says GiB. */
export interface MemoryProfile {
  /** processor: there is no GPU, whatever memory there is. */
  readonly name: '10gb' | '24gb' | 'unified-128gb' | 'small' | 'processor'
  readonly title: string
  /** What models may fill together: what is there, without what the system and the work itself need. */
  readonly modelBudgetBytes: number
  /** Left free for the pictures being made, the decoder and the driver. */
  readonly workBytes: number
  /** Weights are loaded in this precision; never in 32 bits, which doubles them. */
  readonly precision: 'fp16' | 'bf16'
  /** Sides of a final and of a draft picture of an SDXL checkpoint, pixels. */
  readonly finalSidePx: number
  readonly draftSidePx: number
  /** Always 1: every picture has its own seed, so that it can be made again alone. */
  readonly batch: 1
  /** The decoder works in tiles, since a whole picture does not fit beside the weights. */
  readonly tiledDecode: boolean
  /** Whether CPU and GPU share one memory: then free memory is read from the system, not from the GPU. */
  readonly unified: boolean
  /** What ComfyUI is started with; the guides say what each one is for. */
  readonly flags: readonly string[]
  /** Where the figures come from, for people. */
  readonly sources: readonly string[]
}

const gib = 1024 ** 3

/**
 * SDXL at 1024 px, one picture, half precision: 8.96 GB with 6.94 GB of weights, 16.83 GB in 32 bits, as measured with
 * diffusers (huggingface.co/datasets/sayakpaul/sample-datasets, collated_results_sdxl.csv). The rest is the work.
 */
const sdxlWorkBytes = 2.1e9

/** The driver and a desktop on a card of its own. A figure of experience: ComfyUI reserves by itself as well. */
const driverBytes = 0.8e9

/** Weights of SDXL base 1.0 in half precision: the size of its file, which is stored so. */
export const sdxlBytes = 6_938_078_334

/**
 * GB10: loads of 39 GB were seen to abort at about 95 of 121 GiB in use, on a box that runs with 16 GiB reserved
 * (Comfy-Org/ComfyUI issue 15285). Loading by memory map holds a model twice (issue 10896): one more has to fit then.
 */
/** No card of its own has so much; a PC with as much memory as its card is no unified machine. */
const unifiedFromBytes = 100 * gib
const unifiedUsableShare = 95 / 121
const unifiedReserveBytes = 16 * gib

/**
 * Nodes of the last prompts stay in ComfyUI's cache, and with them the checkpoints that they loaded; without it only the
 * last one does. 32 nodes are some graphs.
 */
const keepsModels = ['--cache-lru', '32']

const sources = {
  work: 'SDXL, 1024 px, half precision: 8.96 GB at batch 1, 16.83 GB in 32 bits (sayakpaul/sample-datasets)',
  unified: 'GB10: loads abort at about 95 of 121 GiB in use; 16 GiB reserved (Comfy-Org/ComfyUI issue 15285)',
  twice: 'safetensors are held twice while they load by memory map (Comfy-Org/ComfyUI issue 10896)',
} as const

/**
 * The profile of a machine by what its ComfyUI tells. Memory is one pool when GPU and system tell about the same large
 * total, as the GB10 does, or when there is no GPU at all (`deviceName` begins with cpu): then the budget follows from the
 * system's total, since what the GPU calls free is what the system calls free. Pure; bytes.
 */
export function chooseMemoryProfile(machine: {
  readonly vramTotal: number
  readonly ramTotal: number
  /** As the server names its first device. */
  readonly deviceName?: string
}): MemoryProfile {
  const { vramTotal, ramTotal, deviceName } = machine
  const isProcessor = /^cpu/i.test(deviceName ?? '')
  const isOnePool = vramTotal > 0 && Math.abs(vramTotal - ramTotal) <= 0.05 * ramTotal
  if (!isProcessor && isOnePool && ramTotal >= unifiedFromBytes) return unifiedProfile(ramTotal)
  // A processor tells the system's memory as its own, and has to leave most of it to the system.
  const total = isProcessor ? ramTotal / 2 : vramTotal
  if (total >= 20 * gib) return cardProfile('24gb', 'a card of 24 GB', total, isProcessor)
  if (total >= 9 * gib) return cardProfile('10gb', 'a card of 10 GB', total, isProcessor)
  return cardProfile('small', 'less than 10 GB', total, isProcessor)
}

function unifiedProfile(ramTotal: number): MemoryProfile {
  const workBytes = sdxlWorkBytes + sdxlBytes
  return {
    name: 'unified-128gb',
    title: 'DGX-Spark: 128 GB that CPU and GPU share',
    modelBudgetBytes: Math.max(
      0,
      Math.floor(ramTotal * unifiedUsableShare - unifiedReserveBytes - workBytes),
    ),
    workBytes,
    precision: 'bf16',
    finalSidePx: 1024,
    draftSidePx: 512,
    batch: 1,
    tiledDecode: false,
    unified: true,
    flags: ['--bf16-unet', '--bf16-vae', '--reserve-vram', '16', ...keepsModels],
    sources: [sources.unified, sources.twice, sources.work],
  }
}

function cardProfile(
  size: '10gb' | '24gb' | 'small',
  title: string,
  total: number,
  isProcessor: boolean,
): MemoryProfile {
  const isTight = total < sdxlBytes + sdxlWorkBytes + driverBytes
  return {
    ...{
      name: isProcessor ? 'processor' : size,
      precision: 'fp16',
      batch: 1,
      draftSidePx: 512,
      workBytes: sdxlWorkBytes,
      unified: isProcessor,
    },
    title: isProcessor ? 'no GPU: a processor needs minutes for a picture' : title,
    modelBudgetBytes: Math.max(0, Math.floor(total - sdxlWorkBytes - driverBytes)),
    finalSidePx: size === 'small' ? 768 : 1024,
    tiledDecode: isTight,
    flags: isProcessor
      ? ['--cpu', '--cache-classic']
      : size === '24gb'
        ? ['--fp16-unet', ...keepsModels]
        : ['--fp16-unet', '--cache-classic'],
    sources: [sources.work],
  }
}

/** How many checkpoints of a size stay in memory beside each other; at least one, which is loaded in parts if it must. */
export function residentCheckpoints(profile: MemoryProfile, checkpointBytes: number = sdxlBytes): number {
  return Math.max(1, Math.floor(profile.modelBudgetBytes / checkpointBytes))
}
