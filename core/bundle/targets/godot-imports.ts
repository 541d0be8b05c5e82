import { md5 } from '@noble/hashes/legacy.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import { textFile, type WrittenFile } from '../bundle-file.js'
import type { BundleSound } from '../bundle-sound.js'
import { godotUid, resPath } from './godot-uid.js'
import { godotFloat, quoteGodot } from './godot-value.js'

interface Importer {
  readonly name: string
  readonly type: string
  /** Of the file that Godot makes under `.godot/imported/`. */
  readonly extension: string
  readonly remap: readonly string[]
  readonly params: readonly string[]
}

/**
 * Texture settings for pixel art: lossless, no mipmaps, and never turned into a compressed 3D texture behind one's back.
 * Whether pixels are smoothed is no import setting in Godot 4 but one of the project and of each node.
 */
const textureImporter: Importer = {
  name: 'texture',
  type: 'CompressedTexture2D',
  extension: 'ctex',
  remap: ['metadata={', '"vram_texture": false', '}'],
  params: [
    'compress/mode=0',
    'compress/high_quality=false',
    'compress/lossy_quality=0.7',
    'compress/hdr_compression=1',
    'compress/normal_map=0',
    'compress/channel_pack=0',
    'mipmaps/generate=false',
    'mipmaps/limit=-1',
    'roughness/mode=0',
    'roughness/src_normal=""',
    'process/fix_alpha_border=true',
    'process/premult_alpha=false',
    'process/normal_map_invert_y=false',
    'process/hdr_as_srgb=false',
    'process/hdr_clamp_exposure=false',
    'process/size_limit=0',
    'detect_3d/compress_to=0',
  ],
}

/** The import settings of a texture of the game. */
export function textureImport(projectKey: string, path: string, uid: string): WrittenFile {
  return importFile(projectKey, path, uid, textureImporter)
}

/** Settings that keep a picture for people out of the game's textures. */
export function keptAsItIs(path: string): WrittenFile {
  return textFile(`${path}.import`, '[remap]\n\nimporter="keep"\n')
}

/** The import settings of each file of a sound: loops and where they go on. */
export function soundImports(projectKey: string, sound: BundleSound): WrittenFile[] {
  return sound.files.map(({ path }) => {
    const extension = path.slice(path.lastIndexOf('.') + 1)
    const importer = extension === 'wav' ? wavImporter(sound) : streamImporter(extension, sound)
    return importFile(projectKey, path, soundUid(projectKey, sound.key, path), importer)
  })
}

export function soundUid(projectKey: string, key: string, path: string): string {
  return godotUid(projectKey, `sound:${key}${path.slice(path.lastIndexOf('.'))}`)
}

function streamImporter(extension: string, { loop, loopStartMs = 0 }: BundleSound): Importer {
  const isOgg = extension === 'ogg'
  return {
    name: isOgg ? 'oggvorbisstr' : 'mp3',
    type: isOgg ? 'AudioStreamOggVorbis' : 'AudioStreamMP3',
    extension: isOgg ? 'oggvorbisstr' : 'mp3str',
    remap: [],
    params: [
      `loop=${loop}`,
      // Seconds from the beginning, where a loop goes on.
      `loop_offset=${loop ? godotFloat(loopStartMs / 1000) : '0'}`,
      'bpm=0',
      'beat_count=0',
      'bar_beats=4',
    ],
  }
}

/** `edit/loop_mode` counts: 0 as the file says, 1 no loop, 2 forward. Loop points are sample frames, -1 is the end. */
function wavImporter({ loop, loopStartMs = 0, loopEndMs, sampleRateHz }: BundleSound): Importer {
  const frames = (ms: number) => Math.round((ms * (sampleRateHz ?? 0)) / 1000)
  const knowsEnd = loop && loopEndMs !== undefined && sampleRateHz !== undefined
  return {
    name: 'wav',
    type: 'AudioStreamWAV',
    extension: 'sample',
    remap: [],
    params: [
      'force/8_bit=false',
      'force/mono=false',
      'force/max_rate=false',
      'force/max_rate_hz=44100',
      'edit/trim=false',
      'edit/normalize=false',
      `edit/loop_mode=${loop ? 2 : 1}`,
      `edit/loop_begin=${loop ? frames(loopStartMs) : 0}`,
      `edit/loop_end=${knowsEnd ? frames(loopEndMs) : -1}`,
      'compress/mode=0',
    ],
  }
}

/**
 * A `.import` file as the editor of Godot 4 leaves it after the import (EditorFileSystem::_reimport_file); the made file
 * is named by the MD5 of the source's address. Godot takes uid and params over and adds the params that its version has
 * besides.
 */
function importFile(projectKey: string, path: string, uid: string, importer: Importer): WrittenFile {
  const source = resPath(projectKey, path)
  const name = path.slice(path.lastIndexOf('/') + 1)
  const made = `res://.godot/imported/${name}-${bytesToHex(md5(utf8ToBytes(source)))}.${importer.extension}`
  const lines = [
    '[remap]',
    '',
    `importer="${importer.name}"`,
    `type="${importer.type}"`,
    `uid="${uid}"`,
    `path=${quoteGodot(made)}`,
    ...importer.remap,
    '',
    '[deps]',
    '',
    `source_file=${quoteGodot(source)}`,
    `dest_files=[${quoteGodot(made)}]`,
    '',
    '[params]',
    '',
    ...importer.params,
    '',
  ]
  return textFile(`${path}.import`, lines.join('\n'))
}
