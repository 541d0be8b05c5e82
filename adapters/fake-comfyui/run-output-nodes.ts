import { encodeMp3 } from '../audio/encode-sound.js'
import { readWav, isWav } from '../../core/audio/wav.js'
import type { Sound } from '../../core/audio/sound.js'
import type { NodeContext, NodeResult, NodeRun } from './node-context.js'
import { NodeFailure, textOf, valueOf, type LatentValue } from './node-values.js'
import type { FileKind, FileRef } from './fake-files.js'
import { writePythonJson } from './python-json.js'
import { writeFlac } from './write-flac.js'

/**
 * What ComfyUI writes into its files: the graph, and what the page sent along. The file name prefix is left empty, so that
 * equal graphs give equal bytes whatever their files are called; the real server writes it.
 */
function fileTexts({ graph, extraData }: NodeContext): Record<string, string> {
  const named = Object.fromEntries(
    Object.entries(graph).map(([id, node]) => {
      const inputs = 'filename_prefix' in node.inputs ? { ...node.inputs, filename_prefix: '' } : node.inputs
      return [id, { ...node, inputs }]
    }),
  )
  const extra = extraData['extra_pnginfo']
  const workflow =
    extra !== null && typeof extra === 'object' && 'workflow' in extra ? extra['workflow'] : undefined
  return {
    prompt: writePythonJson(named),
    ...(workflow === undefined ? {} : { workflow: writePythonJson(workflow) }),
  }
}

const saveImages = async (context: NodeContext, kind: FileKind): Promise<NodeResult> => {
  const texts = fileTexts(context)
  const images: FileRef[] = []
  for (const picture of valueOf(context.inputs['images'], 'image').pictures) {
    const bytes = await context.artists.codec.encodePng(picture, texts)
    context.beforeSave()
    const prefix = textOf(context.inputs['filename_prefix'])
    images.push(await context.files.save({ kind, prefix, extension: 'png', bytes, size: picture }))
  }
  return { outputs: [], ui: { images } }
}

const saveSounds = async (
  context: NodeContext,
  kind: FileKind,
  extension: 'flac' | 'mp3',
): Promise<NodeResult> => {
  const texts = fileTexts(context)
  const audio: FileRef[] = []
  for (const sound of valueOf(context.inputs['audio'], 'audio').sounds) {
    const bytes = extension === 'flac' ? writeFlac(sound, texts) : await encodeMp3(sound, bitrateOf(context))
    context.beforeSave()
    const prefix = textOf(context.inputs['filename_prefix'])
    audio.push(await context.files.save({ kind, prefix, extension, bytes }))
  }
  return { outputs: [], ui: { audio } }
}

/** `V0` is a variable rate of about 245 kbit/s. */
function bitrateOf({ inputs }: NodeContext): number {
  return Number.parseInt(textOf(inputs['quality']), 10) || 256
}

/** The classes that end a graph, and those that read and decode sounds. */
export const outputNodes: Readonly<Record<string, NodeRun>> = {
  SaveImage: (context) => saveImages(context, 'output'),
  PreviewImage: (context) => saveImages(context, 'temp'),
  SaveAudio: (context) => saveSounds(context, 'output', 'flac'),
  SaveAudioMP3: (context) => saveSounds(context, 'output', 'mp3'),
  PreviewAudio: (context) => saveSounds(context, 'temp', 'flac'),
  VAEDecodeAudio: ({ inputs }) => {
    const latent = valueOf(inputs['samples'], 'latent') as LatentValue
    if (latent.sound?.sounds == null) throw new NodeFailure('RuntimeError', 'the latent holds no sound')
    return { outputs: [{ kind: 'audio', sounds: latent.sound.sounds }] }
  },
  LoadAudio: async ({ inputs, files }) => {
    const bytes = await files.input(textOf(inputs['audio']))
    if (bytes === null || !isWav(bytes))
      throw new NodeFailure('RuntimeError', 'Failed to open the audio file')
    const sound: Sound = readWav(bytes)
    return { outputs: [{ kind: 'audio', sounds: [sound] }] }
  },
}
