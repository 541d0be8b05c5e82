import type { VariantView } from '../../core/http/http-api.js'
import { el } from './build-element.js'
import { showDate } from './show-time.js'

/**
 * What stands where a picture cannot be loaded. Only a failed load says that bytes are gone: retention gives a picture
 * up a day or more before its bytes go, and an approval meanwhile keeps them.
 */
export function missingPicture({ pictureRemovedAt }: VariantView): HTMLElement {
  if (pictureRemovedAt === undefined)
    return el('span', { class: 'missing-picture tone-bad' }, 'the picture could not be loaded')
  return el('span', { class: 'missing-picture' }, 'removed by retention ', showDate(pictureRemovedAt))
}

/** The same for whoever does not see it. */
export function missingPictureText({ pictureRemovedAt }: VariantView): string {
  return pictureRemovedAt === undefined ? 'picture could not be loaded' : 'picture removed by retention'
}
