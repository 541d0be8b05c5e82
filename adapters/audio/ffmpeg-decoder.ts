import { spawn } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, isAbsolute, join } from 'node:path'
import { soundLimits } from '../../core/audio/sound.js'
import { AssetloomError } from '../../core/errors.js'

const timeoutMs = 30_000

/** Two channels of 16 bits at 48 kHz for the longest duration, with room for the header. */
const outputBytesMax = soundLimits.durationMaxS * 48_000 * 2 * 2 + 65_536

/** Containers that ffmpeg is asked to read, by their first bytes; it is never left to guess, as playlists name files. */
const containers: readonly { readonly format: string; readonly at: number; readonly magic: string }[] = [
  { format: 'flac', at: 0, magic: 'fLaC' },
  { format: 'aiff', at: 0, magic: 'FORM' },
  { format: 'mov', at: 4, magic: 'ftyp' },
  { format: 'matroska', at: 0, magic: '\u001aE\u00df\u00a3' },
  { format: 'ogg', at: 0, magic: 'OggS' },
]

/** The name under which ffmpeg reads these bytes; null for what no sound file begins with. */
export function ffmpegFormatOf(bytes: Uint8Array): string | null {
  const found = containers.find(({ at, magic }) =>
    Array.from(magic).every((character, index) => bytes[at + index] === character.charCodeAt(0)),
  )
  return found?.format ?? null
}

/** The first ffmpeg on a PATH variable; null when there is none. Relative folders are passed over. */
export function findFfmpeg(pathVariable: string | undefined): string | null {
  for (const folder of (pathVariable ?? '').split(delimiter)) {
    if (!isAbsolute(folder)) continue
    const path = join(folder, process.platform === 'win32' ? 'ffmpeg.exe' : 'ffmpeg')
    try {
      accessSync(path, constants.X_OK)
      return path
    } catch {
      // Not in this folder.
    }
  }
  return null
}

/**
 * Reads a sound through an ffmpeg process and gives it as WAV. The process gets no shell, no network and no files, only
 * its pipes; it is ended after 30 s or when its output grows beyond the longest duration. Throws InvalidInput with what
 * ffmpeg said, Unavailable when it cannot be started or does not finish.
 */
export async function decodeWithFfmpeg(
  ffmpegPath: string,
  bytes: Uint8Array,
  format: string,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const options = ['-nostdin', '-v', 'error', '-protocol_whitelist', 'pipe', '-f', format, '-i', 'pipe:0']
  const output = ['-vn', '-ac', '2', '-ar', '48000', '-c:a', 'pcm_s16le', '-fflags', '+bitexact', '-f', 'wav']
  const child = spawn(ffmpegPath, [...options, ...output, 'pipe:1'], {
    stdio: 'pipe',
    env: {},
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
    ...(signal ? { signal } : {}),
  })
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = []
    let size = 0
    let said = ''
    child.stdout.on('data', (part: Buffer) => {
      size += part.length
      if (size > outputBytesMax) child.kill('SIGKILL')
      else parts.push(part)
    })
    child.stderr.on('data', (part: Buffer) => (said = (said + part.toString('utf8')).slice(0, 500)))
    // It may stop reading before the end: its exit says why.
    child.stdin.on('error', () => undefined)
    child.on('error', (error) =>
      reject(signal?.aborted ? error : unavailable(`ffmpeg could not be run: ${error.message}`)),
    )
    child.on('close', (code) => {
      if (code === 0) resolve(new Uint8Array(Buffer.concat(parts)))
      else if (size > outputBytesMax) reject(invalid(`the sound lasts over ${soundLimits.durationMaxS} s`))
      else if (code === null) reject(unavailable(`ffmpeg did not finish within ${timeoutMs / 1000} s`))
      else reject(invalid(`the sound cannot be read: ${said.split('\n')[0]}`))
    })
    child.stdin.end(bytes)
  })
}

function invalid(message: string): AssetloomError {
  return new AssetloomError('InvalidInput', message, 'Deliver a shorter or undamaged WAV, OGG or MP3 file.')
}

function unavailable(message: string): AssetloomError {
  return new AssetloomError('Unavailable', message, 'Try again, or deliver WAV, OGG Vorbis or MP3.')
}
