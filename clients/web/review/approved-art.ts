import { primaryOf } from '../../../core/review/primary-variant.js'
import type { VariantView } from '../../../core/http/http-api.js'
import type { SpecView } from '../../http/assetloom-client.js'
import type { ReviewDesk } from './review-desk.js'

/** A spec with the variant that is its asset. */
export interface ApprovedArt {
  readonly spec: SpecView
  readonly variant: VariantView
}

/** Approved pictures of the run in list order, as far as they are read; those that are not are asked for. */
export function approvedArt(desk: ReviewDesk, max: number): { found: ApprovedArt[]; isWhole: boolean } {
  const approved = desk.specs.filter(
    (spec) => spec.sound === undefined && spec.variants.some((one) => one.verdict === 'approved'),
  )
  const found = approved.slice(0, max).flatMap((spec): ApprovedArt[] => {
    const variants = desk.store.variantsOf(spec.specKey)
    const primary = variants === null ? undefined : primaryOf(desk.reviewer.show(spec.specKey, variants))
    return primary === undefined ? [] : [{ spec, variant: primary }]
  })
  return { found, isWhole: found.length === Math.min(max, approved.length) }
}
