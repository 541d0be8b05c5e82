import { AssetloomError } from '../../core/errors.js'
import type { ExecutionError, NodeErrors, Refusal } from './comfy-answers.schema.js'

/** What the end of an execution with an exception asks for. */
export interface FailureVerdict {
  /** free: ask the server to unload its models first. never: the same again cannot help now. */
  readonly retry: 'free' | 'once' | 'never'
  /** Thrown when the retries are used up. */
  readonly failure: AssetloomError
}

const shownCharsMax = 300

/** Which folder a loader's input names a file of, by the input's name. */
const folderByInput: Readonly<Record<string, string>> = {
  ckpt_name: 'checkpoints',
  lora_name: 'loras',
  vae_name: 'vae',
  control_net_name: 'controlnet',
  unet_name: 'diffusion_models',
  clip_name: 'text_encoders',
  clip_name1: 'text_encoders',
  clip_name2: 'text_encoders',
  style_model_name: 'style_models',
  gligen_name: 'gligen',
}
/** Inputs that several loaders name alike. */
const folderByClass: Readonly<Record<string, string>> = {
  UpscaleModelLoader: 'upscale_models',
  CLIPVisionLoader: 'clip_vision',
  IPAdapterModelLoader: 'ipadapter',
  LoadImage: 'input',
  LoadImageMask: 'input',
  LoadAudio: 'input',
}

/** An InvalidInput for a graph that the server refused: says which node, class and input, and which model is missing. */
export function refusalFailure({ error, node_errors: nodeErrors }: Refusal, origin: string): AssetloomError {
  const said = lineOf([error.message, error.details].filter(Boolean).join(': '))
  const missing = missingClassOf(error, said)
  if (missing !== null) return missingClassFailure(missing, origin)
  return nodeErrorsFailure(nodeErrors, origin) ?? graphFailure(said === '' ? error.type : said, origin, {})
}

/** The same for the errors by node; null when there is none. What is missing on the server goes before all else. */
export function nodeErrorsFailure(nodeErrors: NodeErrors, origin: string): AssetloomError | null {
  const all = Object.entries(nodeErrors).flatMap(([node, { class_type: classType, errors }]) =>
    errors.map((error) => ({ node, classType: classType ?? '', error })),
  )
  const missing = all.find(({ classType, error }) => isMissingFile(classType, error))
  const first = missing ?? all[0]
  if (first === undefined) {
    const [node] = Object.keys(nodeErrors)
    return node === undefined ? null : graphFailure(`node ${node} is not valid`, origin, { node })
  }
  const { node, classType, error } = first
  const input = inputOf(error)
  if (missing !== undefined) {
    const file = fileNameOf(error.extra_info?.received_value, error.details ?? '')
    return missingModelFailure({ node, classType, file, folder: folderOf(classType, input) }, origin)
  }
  const said = lineOf([error.message, error.details].filter(Boolean).join(': '))
  return graphFailure(`node ${node} (${classType}), ${input === '' ? error.type : input}: ${said}`, origin, {
    node,
    class: classType,
    input,
    problem: error.type,
  })
}

type OneError = NodeErrors[string]['errors'][number]

/** Some answers name the input only in the text `ckpt_name: 'x' not in ...`. */
function inputOf({ details, extra_info: info }: OneError): string {
  return info?.input_name ?? /^(\w+):/.exec(details ?? '')?.[1] ?? ''
}

function isMissingFile(classType: string, error: OneError): boolean {
  const { type } = error
  if (type === 'value_not_in_list') return folderOf(classType, inputOf(error)) !== ''
  // A missing input image is found by the node itself.
  return type === 'custom_validation_failed' && folderByClass[classType] !== undefined
}

function folderOf(classType: string, input: string): string {
  return folderByClass[classType] ?? folderByInput[input] ?? ''
}

/** The value itself; in older answers only the text `ckpt_name: 'x' not in (list of length 37)` has it. */
function fileNameOf(received: unknown, details: string): string {
  if (typeof received === 'string') return lineOf(received)
  return lineOf(/'([^']+)'/.exec(details)?.[1] ?? details)
}

/** Newer servers name the class; 0.3.64 says it in a sentence. */
function missingClassOf(error: Refusal['error'], said: string): string | null {
  const told = error.extra_info?.['class_type']
  if (error.type === 'missing_node_type') return typeof told === 'string' ? told : said
  return /node (\S+) does not exist/.exec(error.message ?? '')?.[1] ?? null
}

/** What an exception of a node means, by its type and words. */
export function judgeException(error: ExecutionError | null, origin: string): FailureVerdict {
  const type = error?.exception_type ?? 'an unknown exception'
  const said = lineOf(error?.exception_message ?? '')
  const place = error?.node_type ? `node ${error.node_id ?? '?'} (${error.node_type})` : 'a node'
  const message = `${place} of a graph failed on ${origin}: ${lineOf(`${type}: ${said}`)}`
  const details = { node: error?.node_id ?? '', class: error?.node_type ?? '', exception: lineOf(type) }
  const failed = (kind: string, hint: string) =>
    new AssetloomError('ProviderFailed', message, hint, { ...details, kind })
  const missing = /Model in folder '([^']+)' with filename '([^']+)' not found/.exec(said)
  if (missing !== null) {
    const where = {
      node: details.node,
      classType: details.class,
      folder: missing[1] ?? '',
      file: missing[2] ?? '',
    }
    return { retry: 'never', failure: missingModelFailure(where, origin) }
  }
  if (isOutOfMemory(type, said))
    return {
      retry: 'free',
      failure: failed(
        'out-of-memory',
        'order a smaller size or a smaller batch, or leave more memory to ComfyUI (--reserve-vram, --lowvram)',
      ),
    }
  if (
    /illegal memory access|device-side assert|CUDA error: (?!out of memory)|CUBLAS_STATUS|cudnn.*(?:failed|error)|unspecified launch failure/i.test(
      said,
    )
  )
    return {
      retry: 'never',
      failure: failed(
        'restart',
        'that ComfyUI has to be restarted: nothing runs on a GPU after such a fault',
      ),
    }
  if (/No space left on device|Errno 28\b|disk quota exceeded/i.test(said))
    return { retry: 'never', failure: failed('disk-full', 'make room on the disk of that ComfyUI') }
  return {
    retry: 'once',
    failure: failed('node-exception', 'see the log of that ComfyUI; it may be tried again'),
  }
}

function isOutOfMemory(type: string, said: string): boolean {
  return (
    /OutOfMemory/i.test(type) ||
    /out of memory|ran out of memory on your GPU|Allocation on device|DefaultCPUAllocator: can't allocate/i.test(
      said,
    ) ||
    type === 'MemoryError'
  )
}

interface MissingModel {
  readonly node: string
  readonly classType: string
  readonly file: string
  readonly folder: string
}

function missingModelFailure(
  { node, classType, file, folder }: MissingModel,
  origin: string,
): AssetloomError {
  return new AssetloomError(
    'InvalidInput',
    `${origin} does not have "${file}" in its folder ${folder} (node ${node}, ${classType})`,
    folder === 'input'
      ? 'the input file was deleted there: it is uploaded again with the next try'
      : `put that file into models/${folder} of that ComfyUI; \`assetloom models check\` lists what it has`,
    { kind: 'missing-model', node, class: classType, file, folder },
  )
}

function missingClassFailure(classType: string, origin: string): AssetloomError {
  return new AssetloomError(
    'InvalidInput',
    `${origin} does not know the node class "${classType}"`,
    'install the node pack that has it, or choose a graph of stock nodes; `assetloom graph check` lists what is missing',
    { kind: 'missing-class', class: classType },
  )
}

function graphFailure(
  what: string,
  origin: string,
  details: Readonly<Record<string, string>>,
): AssetloomError {
  return new AssetloomError(
    'InvalidInput',
    `${origin} refused the graph: ${what}`,
    'run `assetloom graph check` against that server and correct the graph or the values that are bound into it',
    { kind: 'graph', ...details },
  )
}

/** One line of a server's words, cut. */
function lineOf(text: string): string {
  const line = text.replace(/[\p{C}\s]+/gu, ' ').trim()
  return line.length > shownCharsMax ? `${line.slice(0, shownCharsMax)}…` : line
}
