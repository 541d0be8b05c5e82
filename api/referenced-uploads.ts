import type { JobSource } from '../core/generation/job-source.schema.js'
import { objectToUploads, type ReferenceObjection } from '../core/spec/reference-rules.js'
import type { ApiContext } from './api-deps.js'

/** What speaks against the uploads that a reference names: they have to be pictures of this project that go together. */
export async function objectToReferenced(
  { uploads }: ApiContext['catalogue'],
  projectId: string,
  reference: JobSource,
): Promise<ReferenceObjection | null> {
  const find = async (sha256: string | undefined) =>
    sha256 === undefined ? null : await uploads.find(projectId, sha256)
  return objectToUploads(reference, await find(reference.sha256), await find(reference.mask))
}
