import { hashOf } from '../hash.js'

/** The generation job that removes the background of what another job made. */
export function cutoutJobIdOf(pictureJobId: string): string {
  return hashOf({ cutout: pictureJobId })
}
