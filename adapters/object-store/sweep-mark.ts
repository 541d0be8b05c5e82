import type { S3Entry } from './s3-bucket.js'

/** Longer than a sweep takes between its mark and the end of the deletion: two requests with their deadlines. */
const markLifeMs = 120_000

/** Marks lie beside the objects, under this. */
export const sweepMarks = 'swept/'

/** The key that says that a sweep looks at an object and may delete it. */
export function sweepMark(sha256: string): string {
  return `${sweepMarks}${sha256}`
}

/** Whether a mark is a killed sweep's: a clock that is two minutes wrong may mistake one, at worst. */
export function isStaleMark(mark: S3Entry): boolean {
  return Date.now() - mark.modifiedAtMs > markLifeMs
}
