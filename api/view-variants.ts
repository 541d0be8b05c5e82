import type { Catalogue } from '../core/catalogue.js'
import type { VariantView } from '../core/http/http-api.js'
import type { VariantRow } from '../core/ports.js'
import type { PreviewKind, PreviewRow } from '../core/previews/preview-ports.js'

/** Rows with the paths of their pictures; previews that are there are named by their hash, so that browsers keep them. */
export async function viewVariants(
  { previews }: Pick<Catalogue, 'previews'>,
  variants: readonly VariantRow[],
): Promise<VariantView[]> {
  const rows =
    variants.length === 0 ? [] : await previews.ofVariants(variants.map(({ variantId }) => variantId))
  const found = new Map(rows.map((row) => [`${row.variantId} ${row.kind}`, row]))
  return variants.map((variant) => viewVariant(variant, (kind) => found.get(`${variant.variantId} ${kind}`)))
}

function viewVariant(
  variant: VariantRow,
  previewOf: (kind: PreviewKind) => PreviewRow | undefined,
): VariantView {
  const imageUrl = imagePath(variant.projectId, variant.sha256)
  // Its picture was given up, and with it all that was made of it.
  if (variant.pictureRemovedAt !== undefined && variant.verdict !== 'approved')
    return { ...variant, imageUrl }
  const [preview, thumb] = [previewOf('cutout'), previewOf('thumb')]
  const urlOf = (kind: PreviewKind, row: PreviewRow | undefined) =>
    row === undefined
      ? `/api/v1/variants/${variant.variantId}/preview?kind=${kind}`
      : imagePath(row.projectId, row.sha256)
  return {
    ...{ ...variant, imageUrl },
    ...{ previewUrl: urlOf('cutout', preview), thumbUrl: urlOf('thumb', thumb) },
    ...(preview === undefined ? {} : { previewSize: sizeOf(preview) }),
    ...(thumb === undefined ? {} : { thumbSize: sizeOf(thumb) }),
  }
}

function imagePath(projectId: string, sha256: string): string {
  return `/api/v1/projects/${projectId}/images/${sha256}`
}

function sizeOf({ width, height }: PreviewRow): { readonly width: number; readonly height: number } {
  return { width, height }
}
