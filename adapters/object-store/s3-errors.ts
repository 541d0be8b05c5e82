import { AssetloomError } from '../../core/errors.js'
import type { S3Config } from '../config/s3-config.schema.js'
import { storeFull } from './store-errors.js'

const fullCodes = ['QuotaExceeded', 'XMinioStorageFull', 'InsufficientStorage', 'NoSpaceLeft']
const secretCodes = ['SignatureDoesNotMatch', 'InvalidSecretKey']
const keyCodes = ['InvalidAccessKeyId', 'XAdminUserNotFound', 'InvalidToken', 'ExpiredToken']
const regionCodes = [
  'AuthorizationHeaderMalformed',
  'PermanentRedirect',
  'IllegalLocationConstraintException',
]
/** Of sockets, names and certificates. Other `ERR_` are mistakes of a program. */
const wayCodes =
  /^E(?!RR_)[A-Z_]+$|^ERR_(TLS|SSL|STREAM_PREMATURE_CLOSE)|^(CERT|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO)_/
const messageMax = 300

/** The bucket as people know it: `s3://bucket/prefix at http://...`. */
export function placeOf({ bucket, prefix, endpoint }: S3Config): string {
  return `s3://${bucket}/${prefix}${endpoint === null ? '' : ` at ${endpoint}`}`
}

/** Where the keys come from, for a person who has to correct them. */
export const credentialsHint =
  'in secrets/s3-access-key-id and secrets/s3-secret-access-key of the home, or where AWS clients look (AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, ~/.aws, the role of the machine)'

/** What S3 or the way to it says, as an expected failure of core/errors.ts with the mend; anything else stays as it is. */
export function toS3Error(error: unknown, config: S3Config): unknown {
  if (error instanceof AssetloomError || !(error instanceof Error)) return error
  const { name, message } = error
  const { code } = error as NodeJS.ErrnoException
  const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode
  if (fullCodes.includes(name) || status === 507)
    return storeFull(placeOf(config), `the server says ${name}: ${message}`)
  const said = explain(name, status, config)
  if (said !== null) return unavailable(said[0], said[1], config, name)
  const isOfTheWay = typeof code === 'string' && wayCodes.test(code)
  const isTimeout = ['TimeoutError', 'AbortError'].includes(name)
  if (!isOfTheWay && !isTimeout && status === undefined) return error
  const plain = `${name === 'Error' ? '' : `${name}: `}${message}`.split('\n')[0] ?? name
  return unavailable(
    `${placeOf(config)} ${status === undefined ? 'does not answer' : `answers ${status}`}: ${plain.slice(0, messageMax)}`,
    'check that the server runs and that ASSETLOOM_S3_ENDPOINT leads to it; the work goes on by itself then',
    config,
    code ?? name,
  )
}

function explain(name: string, status: number | undefined, config: S3Config): [string, string] | null {
  const { bucket, region, endpoint } = config
  if (name === 'NoSuchBucket')
    return [
      `the bucket ${bucket} is not there`,
      `make it (aws s3 mb s3://${bucket}${endpoint === null ? '' : ` --endpoint-url ${endpoint}`}), or correct ASSETLOOM_S3_BUCKET`,
    ]
  if (secretCodes.includes(name)) return ['the secret access key is wrong', `correct it ${credentialsHint}`]
  if (keyCodes.includes(name)) return [`the access key is refused (${name})`, `correct it ${credentialsHint}`]
  if (name === 'CredentialsProviderError')
    return ['there are no keys for the bucket', `put them ${credentialsHint}`]
  if (regionCodes.includes(name) || status === 301)
    return [
      `the bucket is not in the region ${region ?? 'that was assumed'}`,
      'set ASSETLOOM_S3_REGION to the region of the bucket',
    ]
  if (name === 'AccessDenied' || status === 403)
    return [
      'the keys may not do this in the bucket',
      `allow them s3:ListBucket for ${bucket}, and s3:GetObject, s3:PutObject and s3:DeleteObject below the prefix`,
    ]
  return null
}

function unavailable(what: string, hint: string, config: S3Config, code: string): AssetloomError {
  const { bucket } = config
  return new AssetloomError('Unavailable', `the object store cannot be used: ${what}`, hint, { bucket, code })
}
