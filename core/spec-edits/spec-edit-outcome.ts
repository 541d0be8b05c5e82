import type { SpecEditView } from '../http/spec-edits-api.js'

/** What became of one edit when its list was read. */
export interface SpecEditOutcome extends Pick<SpecEditView, 'key' | 'state' | 'words' | 'message' | 'hint'> {
  /** Path of what is wrong within the edit: `set.size.width`. */
  readonly member?: string
}
