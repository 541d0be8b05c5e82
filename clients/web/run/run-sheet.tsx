import type { RunView } from '../../../core/http/http-api.js'
import type { SpecEditsAccepted } from '../../../core/http/spec-edits-api.js'
import { latePart } from '../app/late-part.js'
import type { EditedRun } from '../spec/use-spec-editor.js'

const EditSheet = latePart(() => import('../spec/edit-sheet.js').then((part) => part.EditSheet))
const ExportSheet = latePart(() => import('./export-sheet.js').then((part) => part.ExportSheet))
const OverageSheet = latePart(() => import('./overage-sheet.js').then((part) => part.OverageSheet))

/** A sheet about a whole run, or about one of its specs. */
export type RunSheet =
  | { readonly kind: 'export' }
  | { readonly kind: 'overage' }
  | { readonly kind: 'edit'; readonly edited: EditedRun; readonly specKey: string }

interface RunSheetPlaceProps {
  readonly sheet: RunSheet
  readonly run: RunView
  /** Told of the run that an edit makes. */
  readonly onSaved: (accepted: SpecEditsAccepted, specKey: string) => void
  /** Something about the run changed by a press here. */
  readonly onChanged: () => void
  readonly onClose: () => void
}

/** The sheet that is open, read when somebody asks for it. */
export function RunSheetPlace({ sheet, run, onSaved, onChanged, onClose }: RunSheetPlaceProps) {
  if (sheet.kind === 'export') return <ExportSheet run={run} onClose={onClose} />
  if (sheet.kind === 'overage') return <OverageSheet run={run} onApproved={onChanged} onClose={onClose} />
  const { edited, specKey } = sheet
  return (
    <EditSheet
      key={specKey}
      run={edited}
      specKey={specKey}
      onSaved={(accepted) => onSaved(accepted, specKey)}
      onClose={onClose}
    />
  )
}

/** Whether a sheet is one of those. */
export function isRunSheet(sheet: object): sheet is RunSheet {
  return 'kind' in sheet && ['edit', 'export', 'overage'].includes(String(sheet.kind))
}
