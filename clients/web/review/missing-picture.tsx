import type { VariantView } from '../../../core/http/http-api.js'
import { exactTime } from '../base/page-times.js'

/**
 * What stands where a picture cannot be loaded. Only a failed load says that bytes are gone: retention gives a picture
 * up a day or more before its bytes go, and an approval meanwhile keeps them.
 */
export function MissingPicture({ variant: { pictureRemovedAt } }: { readonly variant: VariantView }) {
  if (pictureRemovedAt === undefined)
    return <span class="missing-picture tone-bad">the picture could not be loaded</span>
  return (
    <span class="missing-picture">
      removed by retention <DateText at={pictureRemovedAt} />
    </span>
  )
}

/** The same for whoever does not see it. */
export function missingPictureText({ pictureRemovedAt }: VariantView): string {
  return pictureRemovedAt === undefined ? 'picture could not be loaded' : 'picture removed by retention'
}

/** `2026-11-20`, in the zone of whoever reads it, with the exact time on hover. */
export function DateText({ at }: { readonly at: string }) {
  const date = new Date(at)
  const parts = [date.getFullYear(), date.getMonth() + 1, date.getDate()]
  const text = parts.map((part) => String(part).padStart(2, '0')).join('-')
  return (
    <time dateTime={at} title={exactTime(at)}>
      {text}
    </time>
  )
}
