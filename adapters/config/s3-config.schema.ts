import { z } from 'zod'
import { AssetloomError } from '../../core/errors.js'

/** A bucket that holds the objects in place of the folder. */
export interface S3Config {
  readonly bucket: string
  /** Null = that of AWS for the region. */
  readonly endpoint: string | null
  /** Null = AWS_REGION, else us-east-1. */
  readonly region: string | null
  /** Begins every key: empty, or with a slash at its end. */
  readonly prefix: string
  /** The bucket in the path of the address instead of its name. */
  readonly forcePathStyle: boolean
}

/** As S3 takes it for a new bucket. */
export const s3Bucket = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
    'has to be the name of a bucket: 3 to 63 lower-case letters, digits, dots and dashes',
  )

export const s3Region = z
  .string()
  .max(100)
  .regex(/^[a-z0-9][a-z0-9-]*$/, 'has to be the name of a region, for example eu-central-1')

/** Some clients and proxies tidy up dots and double slashes, and a key would no longer be found. */
export const s3Prefix = z
  .string()
  .max(200)
  .regex(
    /^(?!.*(^|\/)\.{1,2}(\/|$))[A-Za-z0-9._-]+(\/[A-Za-z0-9._-]+)*\/?$/,
    'has to be names of letters, digits, dots, dashes and underscores with single slashes between them',
  )

/** What the environment says of it, each already checked by itself. */
export interface S3Variables {
  readonly ASSETLOOM_S3_BUCKET?: string | undefined
  readonly ASSETLOOM_S3_ENDPOINT?: string | undefined
  readonly ASSETLOOM_S3_REGION?: string | undefined
  readonly ASSETLOOM_S3_PREFIX?: string | undefined
  readonly ASSETLOOM_S3_FORCE_PATH_STYLE?: string | undefined
  readonly OBJECT_STORE_DIR?: string | undefined
}

/** The configured bucket; null = objects are files. Throws InvalidInput for settings that do not go together. */
export function s3ConfigOf(found: S3Variables): S3Config | null {
  const bucket = found.ASSETLOOM_S3_BUCKET
  if (bucket === undefined) {
    const others = ['ENDPOINT', 'REGION', 'PREFIX', 'FORCE_PATH_STYLE'] as const
    const lone = others.map((name) => `ASSETLOOM_S3_${name}` as const).find((name) => found[name])
    if (lone === undefined) return null
    throw new AssetloomError(
      'InvalidInput',
      `${lone} is set and the environment variable ASSETLOOM_S3_BUCKET is not.`,
      `Set ASSETLOOM_S3_BUCKET to the bucket that holds the objects, or unset ${lone}.`,
      { variable: 'ASSETLOOM_S3_BUCKET' },
    )
  }
  if (found.OBJECT_STORE_DIR !== undefined)
    throw new AssetloomError(
      'InvalidInput',
      'ASSETLOOM_S3_BUCKET and OBJECT_STORE_DIR are both set, and objects are kept in one place.',
      'Unset OBJECT_STORE_DIR to keep them in the bucket, or ASSETLOOM_S3_BUCKET to keep them in the folder.',
      { variable: 'OBJECT_STORE_DIR' },
    )
  const endpoint = found.ASSETLOOM_S3_ENDPOINT ?? null
  const prefix = found.ASSETLOOM_S3_PREFIX ?? ''
  const style = found.ASSETLOOM_S3_FORCE_PATH_STYLE
  return {
    ...{ bucket, endpoint, region: found.ASSETLOOM_S3_REGION ?? null },
    prefix: prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`,
    // Servers of one's own seldom have a name for each bucket.
    forcePathStyle: style === undefined ? endpoint !== null : style === 'true' || style === '1',
  }
}
