import { S3Client } from '@aws-sdk/client-s3'
import { AssetloomError } from '../../core/errors.js'
import { homePaths } from '../config/home-folder.js'
import type { S3Config } from '../config/s3-config.schema.js'
import { readSecret } from '../config/secret-file.js'
import { keepSecret } from '../log/redact-secrets.js'

/** Attempts of one request, with the SDK's pauses between them: what a restarted server needs is the caller's to wait. */
const attemptsMax = 3
const connectMs = 5_000
/** Without a byte in either direction. */
const idleMs = 20_000
const socketsMax = 64

// Its warning about the version of Node would stand in the output of every command. This is its own switch.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true'

/**
 * A client for the configured bucket. Keys are those of the home's two files, else where AWS clients look. From then on
 * no log line shows the secret. Throws InvalidInput when one of the files is there without the other.
 */
export async function createS3Client(config: S3Config, home: string): Promise<S3Client> {
  const credentials = await readKeys(home)
  keepSecret(credentials?.secretAccessKey ?? process.env['AWS_SECRET_ACCESS_KEY'] ?? null)
  const { endpoint, region, forcePathStyle } = config
  const assumed = process.env['AWS_REGION'] || process.env['AWS_DEFAULT_REGION'] || 'us-east-1'
  return new S3Client({
    region: region ?? assumed,
    forcePathStyle,
    maxAttempts: attemptsMax,
    // The SHA-256 that is sent and verified here is stronger than what it would add.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: {
      ...{ connectionTimeout: connectMs, socketTimeout: idleMs },
      httpAgent: { maxSockets: socketsMax },
      httpsAgent: { maxSockets: socketsMax },
      // It would write to the console that sockets are used up.
      socketAcquisitionWarningTimeout: 600_000,
    },
    ...(endpoint === null ? {} : { endpoint }),
    ...(credentials === null ? {} : { credentials }),
  })
}

async function readKeys(home: string): Promise<{ accessKeyId: string; secretAccessKey: string } | null> {
  const { s3AccessKeyIdFile, s3SecretAccessKeyFile } = homePaths(home)
  const accessKeyId = await readSecret(s3AccessKeyIdFile)
  const secretAccessKey = await readSecret(s3SecretAccessKeyFile)
  if (accessKeyId !== null && secretAccessKey !== null) return { accessKeyId, secretAccessKey }
  if (accessKeyId === null && secretAccessKey === null) return null
  const [there, missing] =
    accessKeyId === null
      ? [s3SecretAccessKeyFile, s3AccessKeyIdFile]
      : [s3AccessKeyIdFile, s3SecretAccessKeyFile]
  throw new AssetloomError(
    'InvalidInput',
    `${there} is there without ${missing}.`,
    'Write the other half of the keys there, or delete the one that is there to use the keys of AWS clients.',
    { path: missing },
  )
}
