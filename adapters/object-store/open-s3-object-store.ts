import type { S3Config } from '../config/s3-config.schema.js'
import { createS3Bucket } from './s3-bucket.js'
import { createS3Client } from './s3-client.js'
import { s3Keeping } from './s3-keeping.js'
import { createS3ObjectStore } from './s3-object-store.js'
import type { OpenedStore } from './store-keeping.js'

/** The store in a bucket, with the keys of a home. Loaded only where one is configured: it brings the SDK of AWS. */
export async function openS3ObjectStore(
  config: S3Config,
  home: string,
  maxBytes?: number,
): Promise<OpenedStore> {
  const bucket = createS3Bucket(await createS3Client(config, home), config)
  return { store: createS3ObjectStore(bucket, maxBytes), keeping: s3Keeping(bucket) }
}
