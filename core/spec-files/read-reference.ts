import { sourceProviders, type JobSource } from '../generation/job-source.schema.js'
import { readReference, type NamedPictures } from '../intake/named-pictures.js'
import type { AssetSpec } from '../spec/asset-spec.schema.js'
import { objectToReference } from '../spec/reference-rules.js'
import type { SpecReport } from './open-report.js'
import type { SpecFile } from './spec-file.schema.js'

/** The picture that the block `reference` of a file names; none where there is no block, or it is refused. */
export function readFileReference(
  { reference }: SpecFile,
  pictures: NamedPictures | undefined,
  report: SpecReport,
): { reference?: JobSource } {
  if (reference === undefined) return {}
  const { image, use, strength, mask } = reference
  const written = {
    image,
    ...(use === undefined ? {} : { use }),
    ...(strength === undefined ? {} : { strength }),
    ...(mask === undefined ? {} : { mask }),
  }
  const read = readReference(written, pictures)
  if (read.source !== undefined) return { reference: read.source }
  report.refuse(['reference', read.member], read.message, read.hint)
  return {}
}

/** The spec without a reference that its provider cannot begin from; what else speaks against it is refused. */
export function settleReference(spec: AssetSpec, report: SpecReport): AssetSpec {
  if (spec.reference === undefined) return spec
  if (!sourceProviders.includes(spec.provider)) {
    report.note(['reference'], `made from its words: ${spec.provider} begins from no picture`)
    const { reference: _, ...words } = spec
    return words
  }
  const objection = objectToReference(spec)
  if (objection !== null) report.refuse(objection.member.split('.'), objection.message, objection.hint)
  return spec
}
